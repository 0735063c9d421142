import type { Context, Hono } from 'hono';
import { type ConsoleContext, readJobs } from './context.ts';
import type { Html } from './html.ts';
import { jobPath, slotPath } from './job-view.ts';
import { renderPage } from './layout.ts';
import {
  backfillForm,
  backfillPreview,
  cancelForm,
  pauseForm,
  planForm,
  resumeForm,
  runForm,
} from './page-action.ts';
import type { ConsoleJob } from './port.ts';
import { BadRequest, findJob, readDays, readReason, readSlotField, readSlotName } from './requests.ts';

const MOST_PARALLEL = 10;
const DAY_MS = 86_400_000;

/** The questions (GET, which change nothing) and what is done when they are answered (POST). */
export function addActRoutes(app: Hono, context: ConsoleContext): void {
  addQuestions(app, context);
  addRunning(app, context);
  addPausing(app, context);
  addRepeating(app, context);
}

function addQuestions(app: Hono, context: ConsoleContext): void {
  const ask = (action: string, form: (job: ConsoleJob, c: Context) => Html | Promise<Html>) =>
    app.get(`/jobs/:job/${action}`, async (c) => {
      const job = findJob(await readJobs(context), c.req.param('job'));
      const { port, viewer } = context;
      return c.html(
        renderPage({
          place: port.place,
          viewer: viewer(),
          title: `${job.name}: ${action}`,
          body: await form(job, c),
        }),
      );
    });
  ask('run', (job, c) => runForm(job, c.req.query('slot') ?? ''));
  ask('plan', (job, c) => planForm(job, c.req.query('slot') ?? ''));
  ask('slots/:slot/cancel', (job, c) =>
    cancelForm(job, readSlotName({ job: job.name, slot: c.req.param('slot') ?? '' }).slot),
  );
  ask('pause', pauseForm);
  ask('resume', resumeForm);
  ask('backfill', (job, c) => askBackfill(context, job, c));
}

async function askBackfill({ port, viewer }: ConsoleContext, job: ConsoleJob, c: Context): Promise<Html> {
  const { from, to } = c.req.query();
  if (from === undefined || to === undefined) return backfillForm(job, lastDays(viewer().now));
  const span = { job: job.name, ...readDays({ from, to }, zoneOf(job)) };
  return backfillPreview(job, { span, slots: await port.previewBackfill(span), days: { from, to } });
}

/** The three days before today. */
function lastDays(now: Date): { from: string; to: string } {
  const day = (back: number) => new Date(now.getTime() - back * DAY_MS).toISOString().slice(0, 10);
  return { from: day(3), to: day(1) };
}

function addRunning(app: Hono, context: ConsoleContext): void {
  const { port, calls, viewer } = context;
  app.post('/jobs/:job/run', async (c) => {
    const job = findJob(await readJobs(context), c.req.param('job')).name;
    const form = await readForm(c);
    const slot = readSlotField(form('slot'), viewer().now);
    const plan = form('key') === '' ? {} : { plan: { key: form('key'), digest: form('digest') } };
    calls.start({ title: `Run of ${job}`, job, slot, work: () => port.run({ job, slot, ...plan }) });
    return c.redirect(slotPath(job, slot), 303);
  });
  app.post('/jobs/:job/plan', async (c) => {
    const job = findJob(await readJobs(context), c.req.param('job')).name;
    const form = await readForm(c);
    const slot = readSlotField(form('slot'), viewer().now);
    const call = calls.start({ title: `Dry run of ${job}`, job, work: () => port.plan({ job, slot }) });
    return c.redirect(`/calls/${call.id}`, 303);
  });
}

function addPausing(app: Hono, context: ConsoleContext): void {
  const { port, jobs } = context;
  const readOrder = async (c: Context<object, '/jobs/:job'>) => {
    const job = findJob(await readJobs(context), c.req.param('job')).name;
    return { job, reason: readReason((await readForm(c))('reason')) };
  };
  app.post('/jobs/:job/pause', async (c) => {
    const order = await readOrder(c);
    await port.pause(order);
    jobs.forget();
    return c.redirect(jobPath(order.job), 303);
  });
  app.post('/jobs/:job/resume', async (c) => {
    const order = await readOrder(c);
    await port.resume(order);
    jobs.forget();
    return c.redirect(jobPath(order.job), 303);
  });
  app.post('/jobs/:job/slots/:slot/cancel', async (c) => {
    const { slot } = readSlotName(c.req.param());
    const order = await readOrder(c);
    const cancelled = await port.cancel({ ...order, slot });
    if (cancelled.kind === 'not-running')
      throw new BadRequest(`there is nothing to cancel: the slot is ${cancelled.state}`);
    return c.redirect(slotPath(order.job, slot), 303);
  });
}

function addRepeating(app: Hono, context: ConsoleContext): void {
  const { port, calls, history, deadLetters } = context;
  app.post('/jobs/:job/backfill', async (c) => {
    const job = findJob(await readJobs(context), c.req.param('job'));
    const form = await readForm(c);
    const days = { from: form('from'), to: form('to') };
    const span = { job: job.name, ...readDays(days, zoneOf(job)) };
    const parallel = readParallel(form('parallel'));
    const title = `Backfill of ${job.name}, ${days.from} to ${days.to}`;
    const call = calls.start({
      title,
      job: job.name,
      work: async (onSlot) => {
        await port.backfill({ ...span, parallel, onSlot });
        history.forget(job.name);
        return undefined;
      },
    });
    return c.redirect(`/calls/${call.id}`, 303);
  });
  app.post('/dead-letters', async (c) => {
    const ids = readAll((await c.req.parseBody({ all: true }))['id']);
    if (ids.length === 0) throw new BadRequest('choose at least one dead letter');
    const work = async (onSlot: Parameters<typeof port.redrive>[0]['onSlot']) => {
      await port.redrive({ ids, onSlot });
      deadLetters.forget();
      return undefined;
    };
    const title = ids.length === 1 ? 'Redrive of 1 dead letter' : `Redrive of ${ids.length} dead letters`;
    return c.redirect(`/calls/${calls.start({ title, work }).id}`, 303);
  });
}

async function readForm(c: Context): Promise<(name: string) => string> {
  const fields = await c.req.parseBody();
  return (name) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
}

function readAll(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');
}

function readParallel(text: string): number {
  const parallel = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (parallel >= 1 && parallel <= MOST_PARALLEL) return parallel;
  throw new BadRequest(`at once: "${text}" is no whole number from 1 to ${MOST_PARALLEL}`);
}

function zoneOf({ schedule }: ConsoleJob): string {
  return schedule?.timezone ?? 'UTC';
}
