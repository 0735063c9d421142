import { describe, expect, test } from '@jest/globals';
import { bodyOf, postWebhook, type WebhookCall } from '../../lib/aws/webhook.ts';

const SECRET = 'T0CANARY/B0CANARY/s3cr3t';
const call: WebhookCall = {
  name: 'SLACK_WEBHOOK_URL',
  kind: 'slack',
  url: `https://hooks.example.com/services/${SECRET}`,
  message: {
    title: 'Errors <2 %>',
    text: 'a & b',
    link: { url: 'https://e.example/x?y=1&z=2', label: 'Open the report' },
    details: { breaches: 3 },
  },
};

/** Answers one after the other; an Error is thrown. */
function host(...answers: readonly (Response | Error)[]) {
  const requests: { readonly url: string; readonly init: RequestInit }[] = [];
  const pauses: number[] = [];
  const send: typeof fetch = async (url, init = {}) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({ url: String(url), init });
    if (!(answer instanceof Response)) throw answer;
    return answer;
  };
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  return { requests, pauses, fetch: send, pause };
}

const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(null, { status: code, headers });

test('posts JSON once where it is taken, and follows no redirect', async () => {
  const there = host(status(200));
  await postWebhook(call, there);

  expect(there.requests).toHaveLength(1);
  expect(there.requests[0]).toMatchObject({
    url: call.url,
    init: { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json' } },
  });
});

test('Slack gets text in which nothing of ours is read as mark-up', () => {
  expect(bodyOf(call)).toEqual({
    text: '*Errors &lt;2 %&gt;*\na &amp; b\n<https://e.example/x?y=1&z=2|Open the report>',
  });
});

test('any other service gets an object by name', () => {
  expect(bodyOf({ ...call, kind: 'generic' })).toEqual({
    source: 'nightshift',
    title: 'Errors <2 %>',
    text: 'a & b',
    link: 'https://e.example/x?y=1&z=2',
    details: { breaches: 3 },
  });
});

test('waits as long as it is told, and no longer than ten seconds', async () => {
  const there = host(status(429, { 'retry-after': '2' }), status(503, { 'retry-after': '900' }), status(204));
  await postWebhook(call, there);

  expect(there.pauses).toEqual([2_000, 10_000]);
});

describe('a webhook that does not take it', () => {
  const lost = new TypeError('fetch failed', { cause: new Error(`getaddrinfo ENOTFOUND ${call.url}`) });
  const late = new DOMException(`${call.url} timed out`, 'TimeoutError');
  test.each([
    [
      'refuses',
      [status(404)],
      1,
      'WebhookRefused',
      'cannot post to the webhook "SLACK_WEBHOOK_URL": it answered 404',
    ],
    [
      'redirects',
      [status(302)],
      1,
      'WebhookRefused',
      'cannot post to the webhook "SLACK_WEBHOOK_URL": it answered 302',
    ],
    [
      'stays broken',
      [status(500)],
      3,
      'WebhookRefused',
      'cannot post to the webhook "SLACK_WEBHOOK_URL": it answered 500',
    ],
    [
      'is not there',
      [lost],
      3,
      'NetworkError',
      'cannot post to the webhook "SLACK_WEBHOOK_URL": there was no answer',
    ],
    [
      'is silent',
      [late],
      3,
      'Timeout',
      'cannot post to the webhook "SLACK_WEBHOOK_URL": there was no answer',
    ],
  ] as const)(
    'because it %s is named by its variable, never by its address',
    async (_name, answers, tries, code, message) => {
      const there = host(...answers);
      const error = await postWebhook(call, there).catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({ code, message });
      expect(there.requests).toHaveLength(tries);
      expect(`${JSON.stringify(error)} ${String(error instanceof Error ? error.cause : '')}`).not.toContain(
        'CANARY',
      );
    },
  );

  test.each(['http://hooks.example.com/CANARY', 'CANARY', ''])(
    'is not called at all by an address like %j',
    async (url) => {
      const there = host(status(200));
      const error = await postWebhook({ ...call, url }, there).catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({
        code: 'WebhookAddress',
        message: 'the webhook "SLACK_WEBHOOK_URL" is not an https address',
      });
      expect(there.requests).toHaveLength(0);
    },
  );
});
