import type {
  BackfillSlot,
  ConsoleJob,
  ConsolePort,
  DeadLetter,
  LogLine,
  SlotName,
  SlotResult,
  StoredPlan,
} from '../../lib/console/port.ts';
import type { ActionRecord } from '../../lib/run/job-records.ts';
import type { RunRecord, SlotRecord } from '../../lib/run/ledger.ts';
import type { Incident } from '../../lib/run/watchdog/job-watch.ts';

/** A deployed app in memory: what the page shows, and what it does to it. */
export interface FakeApp {
  readonly port: ConsolePort;
  /** Everything that was done, one line each. */
  readonly done: string[];
  readonly put: (...slots: readonly SlotRecord[]) => void;
  /** How many times the ledger was asked for slots. */
  readonly slotReads: () => number;
}

export interface FakeAppFields {
  readonly jobs: readonly ConsoleJob[];
  readonly place?: string;
  readonly slots?: readonly SlotRecord[];
  readonly attempts?: readonly RunRecord[];
  readonly log?: readonly LogLine[];
  readonly plans?: readonly (SlotName & StoredPlan)[];
  readonly mails?: Readonly<Record<string, string>>;
  readonly deadLetters?: readonly DeadLetter[];
  readonly incidents?: readonly Incident[];
  readonly backfill?: readonly BackfillSlot[];
  readonly actions?: readonly ActionRecord[];
  readonly now: () => Date;
  /** What every call throws. */
  readonly failure?: Error;
  /** What a dry run throws. */
  readonly planFailure?: Error;
  /** What counting the dead letters throws. */
  readonly queueFailure?: Error;
}

/** Makes the app. Pausing, running and the like change what it shows. */
export function fakeConsoleApp(fields: FakeAppFields): FakeApp {
  const jobs = new Map(fields.jobs.map((job) => [job.name, job]));
  const slots = new Map<string, Map<string, SlotRecord>>();
  const done: string[] = [];
  const letters = [...(fields.deadLetters ?? [])];
  let reads = 0;
  const put = (...records: readonly SlotRecord[]) => {
    for (const record of records) {
      const ofJob = slots.get(record.job) ?? new Map<string, SlotRecord>();
      slots.set(record.job, ofJob.set(record.slot, record));
    }
  };
  put(...(fields.slots ?? []));
  const answer = async <T>(value: () => T): Promise<T> => {
    if (fields.failure !== undefined) throw fields.failure;
    return value();
  };
  const runOne = ({ job, slot }: SlotName): SlotResult => {
    const reason = 'done by the fake';
    put(endedSlot({ job, slot, endedAt: fields.now().toISOString(), reason }));
    return { job, slot, state: 'succeeded', reason };
  };
  const port: ConsolePort = {
    place: fields.place ?? 'a fake app',
    listJobs: () => answer(() => [...jobs.values()]),
    readSlots: ({ job, from = '', before = '9', count }) =>
      answer(() => {
        reads += 1;
        return [...(slots.get(job)?.values() ?? [])]
          .filter(({ slot }) => slot >= from && slot < before)
          .sort((a, b) => (a.slot < b.slot ? 1 : -1))
          .slice(0, count);
      }),
    readSlot: ({ job, slot }) => answer(() => slots.get(job)?.get(slot)),
    readAttempts: ({ job, slot }) =>
      answer(() => (fields.attempts ?? []).filter((run) => run.job === job && run.slot === slot)),
    readLog: ({ from, to }) => answer(() => (fields.log ?? []).filter(({ at }) => at >= from && at <= to)),
    readPlans: ({ job, slot }) =>
      answer(() => (fields.plans ?? []).filter((plan) => plan.job === job && plan.slot === slot)),
    readMail: ({ job, slot }) => answer(() => fields.mails?.[`${job} ${slot}`]),
    readIncidents: () => answer(() => fields.incidents ?? []),
    countDeadLetters: () =>
      answer(() => {
        if (fields.queueFailure !== undefined) throw fields.queueFailure;
        return letters.length;
      }),
    readDeadLetters: () => answer(() => [...letters]),
    plan: ({ job, slot }) =>
      answer(() => {
        if (fields.planFailure !== undefined) throw fields.planFailure;
        done.push(`plan ${job} ${slot}`);
        const lines = ['stop i-0a1 (web-1)', 'stop i-0a2 (web-2)', 'keep i-0a3: no tag'];
        return {
          kind: 'planned',
          job,
          slot,
          planKey: `${job}/plans/1/plan.json`,
          digest: 'd1ge57',
          items: 3,
          lines,
        };
      }),
    run: ({ job, slot, plan }) =>
      answer(() => {
        done.push(`run ${job} ${slot}${plan === undefined ? '' : ` plan ${plan.key} ${plan.digest}`}`);
        const { reason } = runOne({ job, slot });
        const outcome = { kind: 'succeeded', reason, figures: {} } as const;
        return {
          job,
          slot,
          attempt: 1,
          outcome,
          durationMs: 1,
          effect: 'done',
          retry: false,
          permanent: false,
          details: [],
        };
      }),
    pause: ({ job, reason }) =>
      answer(() => {
        done.push(`pause ${job}: ${reason}`);
        const found = jobs.get(job);
        const pause = { reason, by: 'somebody', at: fields.now().toISOString() };
        if (found !== undefined) jobs.set(job, { ...found, pause });
      }),
    cancel: ({ job, slot, reason }) =>
      answer(() => {
        done.push(`cancel ${job} ${slot}: ${reason}`);
        const state = slots.get(job)?.get(slot)?.state ?? 'unknown';
        return state === 'running' ? { kind: 'asked', attempt: 1 } : { kind: 'not-running', state };
      }),
    readActions: (job) => answer(() => (fields.actions ?? []).filter((action) => action.job === job)),
    resume: ({ job }) =>
      answer(() => {
        done.push(`resume ${job}`);
        const { pause: _pause, ...rest } = jobs.get(job) ?? { name: job };
        jobs.set(job, rest);
      }),
    previewBackfill: ({ job, from, to }) =>
      answer(() => {
        const inside = ({ slot }: BackfillSlot) => new Date(slot) >= from && new Date(slot) < to;
        const found = (slot: string) => slots.get(job)?.get(slot)?.state;
        return (fields.backfill ?? []).filter(inside).map((each) => ({
          ...each,
          state: found(each.slot) ?? 'none',
          wanted: found(each.slot) !== 'succeeded',
        }));
      }),
    backfill: async ({ onSlot, parallel, ...span }) => {
      done.push(`backfill ${span.job} by ${parallel}`);
      for (const { slot, wanted } of await port.previewBackfill(span)) {
        if (wanted) onSlot(runOne({ job: span.job, slot }));
      }
    },
    redrive: ({ ids, onSlot }) =>
      answer(() => {
        done.push(`redrive ${ids.join(' ')}`);
        for (const { id, job = '', slot = '' } of letters.filter((letter) => ids.includes(letter.id))) {
          onSlot(runOne({ job, slot }));
          letters.splice(
            letters.findIndex((letter) => letter.id === id),
            1,
          );
        }
      }),
  };
  return { port, done, put, slotReads: () => reads };
}

/** An ended slot: it succeeded, was claimed at its time and took four seconds, unless told otherwise. */
export function endedSlot(fields: Partial<SlotRecord> & SlotName): SlotRecord {
  const claimedAt = fields.claimedAt ?? new Date(Date.parse(fields.slot) + 2_000).toISOString();
  return {
    state: 'succeeded',
    attempt: 1,
    fence: 2,
    requestId: 'request-1',
    claimedAt,
    leaseEndsAt: new Date(Date.parse(claimedAt) + 120_000).toISOString(),
    endedAt: new Date(Date.parse(claimedAt) + 4_000).toISOString(),
    reason: 'all well',
    ...fields,
  };
}
