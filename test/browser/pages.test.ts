import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { endedSlot } from '../fakes/console.ts';
import { everydayApp } from '../fakes/console-app.ts';
import { type Look, missingBrowser, openBrowser } from './browser.ts';
import { startFakeConsole } from './fake-console.ts';

if (missingBrowser !== undefined) console.warn(`skipped: ${missingBrowser}`);
const suite = missingBrowser === undefined ? describe : describe.skip;
jest.setTimeout(60_000);

const now = new Date('2026-11-25T21:40:30Z');
const failedRun = '/jobs/nightly-log-backup/slots/2026-11-25T02:00:00Z';
const paths = [
  '/',
  '/jobs/nightly-log-backup',
  '/jobs/heartbeat',
  failedRun,
  '/jobs/morning-error-report/slots/2026-11-25T06:00:00Z',
  '/jobs/heartbeat/run',
  '/jobs/heartbeat/plan',
  '/jobs/heartbeat/pause',
  '/jobs/morning-start/resume',
  '/jobs/nightly-log-backup/backfill',
  '/jobs/nightly-log-backup/backfill?from=2026-11-23&to=2026-11-25',
  '/jobs/evening-shutdown/slots/2026-11-25T21:40:00Z',
  '/jobs/evening-shutdown/slots/2026-11-25T21:40:00Z/cancel',
  '/dead-letters',
  '/jobs/nobody',
];

type FakeConsole = Awaited<ReturnType<typeof startFakeConsole>>;
type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** A console of its own and a browser that is signed in at it. */
async function visit(look: Look = {}) {
  const startedMs = Date.now();
  const clock = () => new Date(now.getTime() + Date.now() - startedMs);
  const site: FakeConsole = await startFakeConsole({ ...everydayApp(now), now: clock }, 'Europe/Berlin');
  const browser: Browser = await openBrowser(look);
  const { page } = browser;
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  await page.goto(site.url);
  await page.waitForURL(new URL('/', site.url).href);
  const close = async () => {
    await browser.close();
    await site.stop();
  };
  return { ...site, page, problems, close, go: (path: string) => page.goto(new URL(path, site.url).href) };
}

/** What axe finds wrong with the page, a line for each node. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: { id: string; nodes: { html: string; failureSummary: string }[] }[] = await page.evaluate(
    'axe.run().then(({ violations }) => violations)',
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const looks: readonly (readonly [string, Look])[] = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['a phone of 360 px', { width: 360, height: 780 }],
];

suite.each(looks)('in %s', (_name, look) => {
  let site: Awaited<ReturnType<typeof visit>>;
  beforeAll(async () => {
    site = await visit(look);
  });
  afterAll(() => site?.close());

  test.each(paths)('%s has no violation that axe knows and fits the width', async (path) => {
    await site.go(path);

    expect(await violations(site.page)).toEqual([]);
    expect(await site.page.evaluate('document.documentElement.scrollWidth')).toBe(look.width ?? 1_200);
  });

  test('a dialog has no violation either', async () => {
    await site.go('/jobs/heartbeat');
    await site.page.click('text=Pause');
    await site.page.waitForSelector('dialog[open]');

    expect(await violations(site.page)).toEqual([]);
  });
});

suite('by keyboard alone', () => {
  let site: Awaited<ReturnType<typeof visit>>;
  beforeAll(async () => {
    site = await visit();
  });
  afterAll(() => site?.close());
  const focused = () =>
    site.page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.name');

  test('the first stop leads past the navigation', async () => {
    await site.go('/');
    await site.page.keyboard.press('Tab');
    const first = await focused();
    await site.page.keyboard.press('Enter');

    expect(first).toBe('Skip to the content');
    expect(await site.page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('whatever is stopped at shows it', async () => {
    await site.go('/jobs/heartbeat');
    const widths: number[] = [];
    for (let stop = 0; stop < 12; stop += 1) {
      await site.page.keyboard.press('Tab');
      widths.push(
        await site.page.evaluate<number>('parseFloat(getComputedStyle(document.activeElement).outlineWidth)'),
      );
    }

    expect(Math.min(...widths)).toBeGreaterThanOrEqual(2);
  });

  test('a job is paused in a dialog, which can be left by Escape first', async () => {
    await site.go('/jobs/heartbeat');
    await site.page.focus('text=Pause');
    await site.page.keyboard.press('Enter');
    await site.page.waitForSelector('dialog[open]');
    await site.page.keyboard.press('Escape');
    await site.page.waitForSelector('dialog', { state: 'detached' });
    const back = await focused();
    await site.page.keyboard.press('Enter');
    await site.page.waitForSelector('dialog[open]');
    await site.page.keyboard.type('CloudWatch is down');
    await site.page.keyboard.press('Enter');
    await site.page.waitForSelector('text=“CloudWatch is down”');

    expect(back).toBe('Pause');
    expect(site.done).toEqual(['pause heartbeat: CloudWatch is down']);
  });
});

suite('while a page is open', () => {
  let site: Awaited<ReturnType<typeof visit>>;
  beforeAll(async () => {
    site = await visit();
  });
  afterAll(() => site?.close());

  test('a run that starts appears by itself, is announced, and takes the focus from nobody', async () => {
    await site.go('/jobs/bucket-inventory');
    await site.page.focus('#runs tbody a >> nth=0');
    const before = await site.page.evaluate('document.activeElement.getAttribute("href")');
    site.put(
      endedSlot({ job: 'bucket-inventory', slot: '2026-11-25T21:41:00Z', reason: 'listed 7 buckets' }),
    );
    await site.page.waitForSelector('text=listed 7 buckets');

    expect(await site.page.textContent('#news')).toContain('2026-11-25T21:41:00Z: succeeded');
    expect(await site.page.evaluate('document.activeElement.getAttribute("href")')).toBe(before);
  });

  test('what was unfolded stays so', async () => {
    await site.go(failedRun);
    await site.page.click('#log summary >> nth=0');
    const slot = endedSlot({ job: 'nightly-log-backup', slot: '2026-11-25T02:00:00Z', reason: 'made good' });
    site.put(slot);
    await site.page.waitForSelector('#outcome >> text=made good');

    expect(await site.page.getAttribute('#log details >> nth=0', 'open')).toBe('');
  });

  test('the browser has nothing to complain of, and no script of a mail runs', async () => {
    await site.go('/jobs/morning-error-report/slots/2026-11-25T06:00:00Z');
    const frame = site.page.frameLocator('iframe');

    expect(await frame.locator('h1').textContent()).toBe('Error rate 0.45');
    const complaints = site.problems.filter((text) => !/Blocked script execution/.test(text));
    expect(complaints).toEqual([]);
    expect(site.errors).toEqual([]);
  });
});

suite('without scripts', () => {
  let site: Awaited<ReturnType<typeof visit>>;
  beforeAll(async () => {
    site = await visit({ javaScriptEnabled: false });
  });
  afterAll(() => site?.close());

  test('a dry run is made and exactly that plan is run', async () => {
    await site.go('/jobs/evening-shutdown');
    await site.page.click('text=Dry run');
    await site.page.click('text=Make the plan');
    await site.page.waitForURL(/\/calls\//);
    await site.page.reload();
    await site.page.click('text=Run exactly this plan');
    await site.page.waitForSelector('text=done by the fake');

    expect(site.done).toEqual([
      expect.stringMatching(/^plan evening-shutdown 2026-11-25T21:4\d:00Z$/),
      expect.stringMatching(/^run evening-shutdown \S+ plan evening-shutdown\/plans\/1\/plan.json d1ge57$/),
    ]);
  });
});
