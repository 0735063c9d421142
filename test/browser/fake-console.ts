import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveConsole } from '../../lib/console/serve.ts';
import { type FakeAppFields, fakeConsoleApp } from '../fakes/console.ts';

/** The console over an app in memory, on a free loopback port. */
export async function startFakeConsole(fields: FakeAppFields, timezone: string) {
  const app = fakeConsoleApp(fields);
  const errors: unknown[] = [];
  const running = await serveConsole({
    port: app.port,
    now: fields.now,
    timezone,
    sleep,
    makeId: randomUUID,
    token: randomUUID(),
    session: randomUUID(),
    onError: (error) => errors.push(error),
  });
  return { ...app, ...running, errors };
}
