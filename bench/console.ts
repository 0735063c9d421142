// First paint of the console with 10,000 runs, as Chromium's paint timing tells it: `npx tsx bench/console.ts [--stack]`.
// Budget (issue 8): ≤ 300 ms. Over an app in memory; with --stack over the local stack, whose ledger is filled first.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { clientConfig } from '../lib/aws/admin/session.ts';
import { slotItem } from '../lib/aws/ledger-items.ts';
import { openOperator } from '../lib/aws/operator-live.ts';
import { placeAt } from '../lib/aws/operator-place.ts';
import { openConsolePort } from '../lib/cli/console-port.ts';
import { loadCheckedProject } from '../lib/cli/project.ts';
import type { ConsolePort } from '../lib/console/port.ts';
import { serveConsole } from '../lib/console/serve.ts';
import type { LocalStack } from '../lib/local/stack.ts';
import { openBrowser } from '../test/browser/browser.ts';
import { endedSlot, fakeConsoleApp } from '../test/fakes/console.ts';
import { everydayApp } from '../test/fakes/console-app.ts';
import { startSharedStack } from '../test/local/shared-stack.ts';

const RUNS = 10_000;
const VISITS = 15;

interface Asked {
  readonly port: ConsolePort;
  readonly now: () => Date;
  /** A job's page, measured beside the overview. */
  readonly jobPath: string;
}

/** Starts a console and a browser, and prints what the first visit and later ones take until something is painted. */
async function measure(title: string, { port, now, jobPath }: Asked): Promise<void> {
  const secrets = { token: randomUUID(), session: randomUUID() };
  const onError = (error: unknown) => console.error(error);
  const site = await serveConsole({
    port,
    now,
    timezone: 'UTC',
    sleep,
    makeId: randomUUID,
    ...secrets,
    onError,
  });
  const { page, close } = await openBrowser();
  await page.goto(site.url);
  await page.waitForURL(new URL('/', site.url).href);
  console.log(`${title}, the very first page: ${(await paintMs(page)).toFixed(0)} ms`);
  for (const path of ['/', jobPath]) {
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) {
      await page.goto(new URL(path, site.url).href);
      times.push(await paintMs(page));
    }
    const sorted = times.toSorted((one, other) => one - other);
    const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
    console.log(`${title}, ${path}: median ${at(0.5)} ms, slowest of ${VISITS} ${at(1)} ms`);
  }
  await close();
  await site.stop();
}

/** Milliseconds from the start of the navigation to the first contentful paint. */
async function paintMs(page: Page): Promise<number> {
  for (let look = 0; look < 100; look += 1) {
    const [time] = await page.evaluate<number[]>(
      "performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)",
    );
    if (time !== undefined) return time;
    await sleep(20);
  }
  throw new Error('nothing was painted within two seconds');
}

/** Writes slots of the last 31 days into the stack's ledger, as runs would have left them. */
async function fill({ access, deployment }: LocalStack, job: string): Promise<void> {
  const client = new DynamoDBClient(clientConfig(access));
  const stepMs = (31 * 86_400_000) / RUNS;
  const slots = Array.from({ length: RUNS }, (_, index) => {
    const minute = Math.floor((Date.now() - (index + 60) * stepMs) / 60_000) * 60_000;
    return `${new Date(minute).toISOString().slice(0, 19)}Z`;
  });
  for (let first = 0; first < slots.length; first += 25) {
    const items = slots.slice(first, first + 25).map((slot) => slotItem(endedSlot({ job, slot })));
    const puts = items.map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [deployment.ledger]: puts } }));
  }
}

const now = new Date('2026-11-25T21:40:30Z');
const app = everydayApp(now);
console.log(`${app.slots?.length} runs in memory`);
await measure('in memory', { port: fakeConsoleApp(app).port, now: () => now, jobPath: '/jobs/heartbeat' });

if (process.argv.includes('--stack')) {
  const { stack, stop } = await startSharedStack();
  try {
    await fill(stack, 'heartbeat');
    console.log(`${RUNS} runs in the local stack's ledger`);
    const clock = () => new Date();
    const port = openConsolePort({
      place: 'the local stack',
      operator: openOperator(placeAt(stack.access)),
      project: loadCheckedProject({ cwd: stack.folders.root, now: clock() }),
      now: clock,
    });
    await measure('local stack', { port, now: clock, jobPath: '/jobs/heartbeat' });
  } finally {
    await stop();
  }
}
