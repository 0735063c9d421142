import { describe, expect, test } from '@jest/globals';
import { everydayApp } from '../fakes/console-app.ts';
import { openConsole } from './visit.ts';

const now = new Date('2026-11-25T21:40:30Z');
const open = () => openConsole(everydayApp(now));

describe('the token in the address', () => {
  test('is exchanged for a cookie that scripts and other sites do not get', async () => {
    const answer = await open().send('/?token=the-token');

    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^nightshift_4711=the-session; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(await answer.text()).toContain('url=/');
  });

  test('counts once', async () => {
    const { send } = open();
    await send('/?token=the-token');

    const again = await send('/?token=the-token');

    expect(again.status).toBe(401);
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test('is refused where it is another one, and with a wrong one the right one still counts', async () => {
    const { send } = open();

    expect((await send('/?token=the-tokem')).status).toBe(401);
    expect((await send('/?token=the-token')).status).toBe(200);
  });

  test('does not stay in the address of a browser that is in already', async () => {
    const answer = await open().get('/?token=the-token-of-yesterday');

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
  });
});

describe('nothing is shown', () => {
  test('without the cookie', async () => {
    const { send } = open();
    for (const path of ['/', '/jobs/heartbeat', '/style.css', '/dead-letters', '/nowhere']) {
      const answer = await send(path);
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain('heartbeat');
    }
  });

  test('under another name: a page whose name was bound to this address anew sees nothing', async () => {
    const { send } = open();
    for (const host of ['evil.example:4711', 'localhost:4711', '127.0.0.1', '127.0.0.1:4712']) {
      const answer = await send('/?token=the-token', {
        headers: { host, cookie: 'nightshift_4711=the-session' },
      });
      expect(answer.status).toBe(421);
    }
  });

  test('to a page of another origin', async () => {
    const { get } = open();

    expect((await get('/', { origin: 'http://127.0.0.1:8080' })).status).toBe(403);
  });
});

describe('nothing is done', () => {
  const attempts = [
    { why: 'from another origin', headers: { origin: 'http://evil.example' } },
    { why: 'from another port', headers: { origin: 'http://127.0.0.1:4712' } },
    { why: 'from nowhere', headers: { origin: 'null' } },
  ];
  test.each(attempts)('$why', async ({ headers }) => {
    const { post, done } = open();

    const answer = await post('/jobs/heartbeat/pause', { reason: 'x' }, headers);

    expect(answer.status).toBe(403);
    expect(done).toEqual([]);
  });

  test('without an origin, as no browser sends a form', async () => {
    const { send, done } = open();

    const answer = await send('/jobs/heartbeat/resume', {
      method: 'POST',
      headers: { cookie: 'nightshift_4711=the-session' },
    });

    expect(answer.status).toBe(403);
    expect(done).toEqual([]);
  });

  test('by any page that is only looked at', async () => {
    const { get, done } = open();
    const actions = ['run', 'plan', 'pause', 'resume', 'backfill', 'backfill?from=2026-11-20&to=2026-11-22'];
    for (const action of actions) expect((await get(`/jobs/nightly-log-backup/${action}`)).status).toBe(200);
    expect((await get('/dead-letters')).status).toBe(200);

    expect(done).toEqual([]);
  });
});

test('every answer forbids scripts from elsewhere and inline, frames, and keeping a copy', async () => {
  const { get, send } = open();
  const answers = [
    await get('/'),
    await get('/jobs/nightly-log-backup'),
    await get('/nowhere'),
    await send('/'),
  ];

  for (const { headers } of answers) {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    // "no-referrer" would make browsers send "Origin: null" with our own forms.
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
});

test('no page holds a script, a style or a handler within itself', async () => {
  const { read } = open();
  for (const path of [
    '/',
    '/jobs/heartbeat',
    '/jobs/nightly-log-backup/slots/2026-11-25T02:00:00Z',
    '/dead-letters',
  ]) {
    const page = await read(path);
    expect(page).not.toMatch(/<style|style="|\son[a-z]+="|javascript:/);
    expect(page.match(/<script/g)).toHaveLength(1);
  }
});
