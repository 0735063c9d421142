import type { Hono } from 'hono';
import type { SlotRecord } from '../run/ledger.ts';
import { type ConsoleContext, explainError, PATIENCE_MS, readJobs, readViews } from './context.ts';
import { viewJob } from './job-view.ts';
import { type Page, renderPage } from './layout.ts';
import { callBody, callNews } from './page-call.ts';
import { deadLettersBody } from './page-dead-letters.ts';
import { jobBody, type SlotsPage } from './page-job.ts';
import { overviewBody, overviewNews } from './page-overview.ts';
import { runBody, runNews } from './page-run.ts';
import type { ConsoleJob, LogLine, SlotName } from './port.ts';
import { findJob, NotFound, readSlotName } from './requests.ts';

const SLOTS_PER_PAGE = 25;
const ACTIONS_SHOWN = 10;
/** Lines may be stamped a little before and after what the ledger says. */
const LOG_MARGIN_MS = 3_000;

/** The pages that only show. */
export function addReadRoutes(app: Hono, context: ConsoleContext): void {
  const frame = () => ({ place: context.port.place, viewer: context.viewer() });
  app.get('/', async (c) => c.html(renderPage({ ...frame(), ...(await showOverview(context)) })));
  app.get('/jobs/:job', async (c) => {
    const job = findJob(await readJobs(context), c.req.param('job'));
    return c.html(renderPage({ ...frame(), ...(await showJob(context, job, c.req.query('before'))) }));
  });
  app.get('/jobs/:job/slots/:slot', async (c) => {
    const name = readSlotName(c.req.param());
    const job = findJob(await readJobs(context), name.job);
    return c.html(renderPage({ ...frame(), ...(await showRun(context, name, job)) }));
  });
  app.get('/dead-letters', async (c) => {
    const body = deadLettersBody(await context.port.readDeadLetters(), context.viewer());
    return c.html(renderPage({ ...frame(), title: 'Dead letters', current: 'dead-letters', body }));
  });
  app.get('/calls/:id', (c) => {
    const call = context.calls.find(c.req.param('id'));
    if (call === undefined) throw new NotFound('this console has forgotten that call, or never knew it');
    const body = callBody(call, context.viewer());
    return c.html(renderPage({ ...frame(), title: call.title, body, news: callNews(call) }));
  });
}

type Shown = Pick<Page, 'title' | 'body' | 'news' | 'current'>;

async function showOverview(context: ConsoleContext): Promise<Shown> {
  const [views, letters, incidents] = await Promise.all([
    readViews(context),
    context.deadLetters.read(PATIENCE_MS),
    context.incidents.read(PATIENCE_MS),
  ]);
  const errors = [letters.error, incidents.error].filter((error) => error !== undefined);
  const body = overviewBody({
    views,
    viewer: context.viewer(),
    deadLetters: letters.value ?? 0,
    incidents: incidents.value ?? [],
    errors: errors.map(explainError),
  });
  return { title: 'Overview', current: 'overview', body, news: overviewNews(views) };
}

async function showJob(context: ConsoleContext, job: ConsoleJob, before: string | undefined): Promise<Shown> {
  const { history, viewer } = context;
  const [page, actions] = await Promise.all([
    readPage(context, job, before),
    context.port.readActions(job.name, ACTIONS_SHOWN),
    history.refresh([job.name], PATIENCE_MS),
  ]);
  const [newest] = page.slots;
  const news = newest === undefined ? '' : `slot ${newest.slot}: ${newest.state}`;
  return { title: job.name, body: jobBody(viewJob(job, history), { page, actions, viewer: viewer() }), news };
}

async function showRun(context: ConsoleContext, name: SlotName, job: ConsoleJob): Promise<Shown> {
  const view = await readRun(context, name, job);
  const title = `${name.job}, slot ${name.slot}`;
  return { title, body: runBody(view, context.viewer()), news: runNews(view) };
}

/** A page of slots, read anew: what runs now must be on it. */
async function readPage(
  { port }: ConsoleContext,
  job: ConsoleJob,
  before: string | undefined,
): Promise<SlotsPage> {
  const query = { job: job.name, count: SLOTS_PER_PAGE + 1, ...(before === undefined ? {} : { before }) };
  const slots = await port.readSlots(query);
  const shown = slots.slice(0, SLOTS_PER_PAGE);
  const last = shown.at(-1);
  const isFirst = before === undefined;
  return slots.length > SLOTS_PER_PAGE && last !== undefined
    ? { slots: shown, before: last.slot, isFirst }
    : { slots: shown, isFirst };
}

async function readRun({ port, calls, history }: ConsoleContext, name: SlotName, job: ConsoleJob) {
  const [found, attempts, plans, mail] = await Promise.all([
    readSlot(port.readSlots, name),
    port.readAttempts(name),
    port.readPlans(name),
    port.readMail(name),
  ]);
  const slot = found ?? history.of(name.job).slots.find((known) => known.slot === name.slot);
  const call = calls.ofSlot(name.job, name.slot);
  const log = slot === undefined ? [] : await readLog(port.readLog, slot, attempts[0]?.startedAt);
  return { name, job, slot, attempts, plans, log, call, hasMail: mail !== undefined };
}

/** The newest slot before the next minute, if it is this one: slots are whole minutes. */
async function readSlot(
  readSlots: ConsoleContext['port']['readSlots'],
  { job, slot }: SlotName,
): Promise<SlotRecord | undefined> {
  const before = `${new Date(Date.parse(slot) + 1_000).toISOString().slice(0, 19)}Z`;
  const [found] = await readSlots({ job, from: slot, before, count: 1 });
  return found;
}

function readLog(
  read: ConsoleContext['port']['readLog'],
  { job, claimedAt, endedAt, leaseEndsAt }: SlotRecord,
  firstStart: string | undefined,
): Promise<readonly LogLine[]> {
  const from = new Date(Date.parse(firstStart ?? claimedAt) - LOG_MARGIN_MS);
  const to = new Date(Date.parse(endedAt ?? leaseEndsAt) + LOG_MARGIN_MS);
  return read({ job, from, to });
}
