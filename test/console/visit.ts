import { makeConsole } from '../../lib/console/app.ts';
import { type FakeAppFields, fakeConsoleApp } from '../fakes/console.ts';

const AUTHORITY = '127.0.0.1:4711';
const COOKIE = 'nightshift_4711=the-session';

/** The console over an app in memory, without a server; visited as the browser that holds the session would. */
export function openConsole(fields: FakeAppFields, { timezone = 'UTC' }: { timezone?: string } = {}) {
  const app = fakeConsoleApp(fields);
  const errors: unknown[] = [];
  let calls = 0;
  const site = makeConsole({
    port: app.port,
    now: fields.now,
    timezone,
    // Longer than anything that a fake does: what is asked for is there.
    sleep: () => new Promise((resolve) => setTimeout(resolve, 500).unref()),
    makeId: () => `call-${++calls}`,
    guard: { authority: () => AUTHORITY, token: 'the-token', session: 'the-session' },
    onError: (error) => errors.push(error),
  });
  const send = (path: string, init: RequestInit = {}) =>
    site.request(`http://${AUTHORITY}${path}`, { ...init, headers: { host: AUTHORITY, ...init.headers } });
  const get = (path: string, headers: Record<string, string> = {}) =>
    send(path, { headers: { cookie: COOKIE, ...headers } });
  return {
    ...app,
    errors,
    send,
    get,
    read: async (path: string) => (await get(path)).text(),
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      send(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie: COOKIE, origin: `http://${AUTHORITY}`, ...headers },
      }),
  };
}

/** What a page says, without its markup. */
export function textOf(page: string): string {
  return page
    .replace(/<(head|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
