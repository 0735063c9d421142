// Takes the pictures of docs/screenshots: `npx tsx test/browser/take-screenshots.ts`, then look at them.
import { fileURLToPath } from 'node:url';
import { everydayApp } from '../fakes/console-app.ts';
import { type Look, openBrowser } from './browser.ts';
import { startFakeConsole } from './fake-console.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const now = new Date('2026-11-25T21:40:30Z');

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly look: Look;
  /** Height to cut at; the whole page by default. */
  readonly height?: number;
  /** What is clicked before. */
  readonly click?: string;
}

const phone = { width: 360, height: 780 };
const pictures: readonly Picture[] = [
  { name: 'console-overview-light', path: '/', look: {} },
  { name: 'console-overview-dark', path: '/', look: { colorScheme: 'dark' } },
  { name: 'console-overview-phone', path: '/', look: phone, height: 780 },
  { name: 'console-job-light', path: '/jobs/nightly-log-backup', look: {}, height: 900 },
  {
    name: 'console-run-dark',
    path: '/jobs/nightly-log-backup/slots/2026-11-25T02:00:00Z',
    look: { colorScheme: 'dark' },
  },
  {
    name: 'console-run-phone',
    path: '/jobs/nightly-log-backup/slots/2026-11-25T02:00:00Z',
    look: { ...phone, colorScheme: 'dark' },
    height: 780,
  },
  { name: 'console-pause-light', path: '/jobs/heartbeat', look: {}, height: 640, click: 'text=Pause' },
];

for (const { name, path, look, height, click } of pictures) {
  const fields = { ...everydayApp(now), place: 'the deployed app in eu-central-1' };
  const site = await startFakeConsole(fields, 'Europe/Berlin');
  const { page, close } = await openBrowser({ ...look, ...(height === undefined ? {} : { height }) });
  await page.goto(site.url);
  await page.waitForURL(new URL('/', site.url).href);
  await page.goto(new URL(path, site.url).href);
  if (click !== undefined) {
    await page.click(click);
    await page.waitForSelector('dialog[open]');
  }
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: height === undefined });
  await close();
  await site.stop();
}
