import type { Hono } from 'hono';
import type { SlotRecord } from '../run/ledger.ts';
import { type ConsoleContext, explainError, PATIENCE_MS, readJobs, readViews, refresh } from './context.ts';
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
  const [actions] = await Promise.all([
    context.actions(job.name).read(PATIENCE_MS),
    refresh(context, [job.name]),
  ]);
  const page = await readPage(context, job, before);
  const [newest] = page.slots;
  const news = newest === undefined ? '' : `slot ${newest.slot}: ${newest.state}`;
  return {
    title: job.name,
    body: jobBody(viewJob(job, history), { page, actions: actions.value ?? [], viewer: viewer() }),
    news,
  };
}

async function showRun(context: ConsoleContext, name: SlotName, job: ConsoleJob): Promise<Shown> {
  const view = await readRun(context, name, job);
  const title = `${name.job}, slot ${name.slot}`;
  return { title, body: runBody(view, context.viewer()), news: runNews(view) };
}

/** A page of slots: from what is kept of the last 31 days, and further back from the ledger. */
async function readPage(
  { port, history }: ConsoleContext,
  { name: job }: ConsoleJob,
  before: string | undefined,
): Promise<SlotsPage> {
  const count = SLOTS_PER_PAGE + 1;
  const kept = history.of(job).slots.filter(({ slot }) => before === undefined || slot < before);
  const query = { job, count, ...(before === undefined ? {} : { before }) };
  const slots = kept.length >= count ? kept : await port.readSlots(query);
  const shown = slots.slice(0, SLOTS_PER_PAGE);
  const last = shown.at(-1);
  const hasMore = slots.length > SLOTS_PER_PAGE && last !== undefined;
  return { slots: shown, isFirst: before === undefined, ...(hasMore ? { before: last.slot } : {}) };
}

async function readRun({ port, calls }: ConsoleContext, name: SlotName, job: ConsoleJob) {
  const [slot, attempts, plans, mail] = await Promise.all([
    port.readSlot(name),
    port.readAttempts(name),
    port.readPlans(name),
    port.readMail(name),
  ]);
  const call = calls.ofSlot(name.job, name.slot);
  const log = slot === undefined ? [] : await readLog(port.readLog, slot, attempts[0]?.startedAt);
  return { name, job, slot, attempts, plans, log, call, hasMail: mail !== undefined };
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
