import { describe, expect, test } from '@jest/globals';
import { parseEnvironment } from '../../lib/esc/index.ts';
import { memoryApp, memoryLedger, memoryStateStore } from '../../lib/local/memory.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import type { Outcome } from '../../lib/model/outcome.ts';
import { SlotFailed } from '../../lib/run/after-run.ts';
import { handleInvocation, type TaskBundle } from '../../lib/run/handle-invocation.ts';
import type { RunReport } from '../../lib/run/run-report.ts';
import type { Task } from '../../lib/tasks/task.ts';
import { planOf } from '../model/off-hours/plan.ts';

const environment = `values:
  environmentVariables: { AWS_ACCESS_KEY_ID: AKIDEXAMPLE, AWS_SECRET_ACCESS_KEY: example }
`;

/** A task that fails with the code that it is set to, or succeeds. */
const task: Task<{ readonly code?: string }, object, { readonly id: string }> = {
  name: 'fickle',
  plan: async function* () {
    yield { id: 'a' };
  },
  apply: async (_items, { settings, schedules = {} }) => {
    if (settings.code !== undefined)
      throw new ServiceError({ code: settings.code, message: 'cannot', service: 's', operation: 'o' });
    return { kind: 'succeeded', reason: 'did it', figures: { schedules: Object.keys(schedules).length } };
  },
  describe: ({ id }) => id,
};

function setUp(job: { readonly start?: string; readonly end?: string; readonly code?: string } = {}) {
  const { code, ...window } = job;
  const { document } = parseEnvironment(environment, { name: 'ops/x' });
  if (document === undefined) throw new Error('the environment does not parse');
  const bundle: TaskBundle<{ readonly code?: string }> = {
    organization: 'acme',
    jobs: {
      fickle: {
        name: 'fickle',
        policy: { overlap: 'skip', retry: { attempts: 2 } },
        environment: 'ops/x',
        audience: 'aws:acme',
        settings: code === undefined ? {} : { code },
        ...window,
      },
    },
    documents: { 'ops/x': document },
    schedules: { 'office-hours': planOf({ running: ['Mon-Fri 07:00-19:00'] }) },
  };
  const ledger = memoryLedger();
  const deadLetters: Outcome[] = [];
  const reports: RunReport[] = [];
  const now = new Date('2026-11-21T02:00:05Z');
  const handle = (event: unknown) =>
    handleInvocation({
      task,
      taskPorts: () => ({}),
      bundle,
      jobName: 'fickle',
      event,
      invocation: { requestId: 'one', deadline: new Date(now.getTime() + 60_000) },
      place: { partition: 'aws', account: '123456789012', region: 'eu-central-1' },
      ports: {
        ledger,
        state: memoryStateStore(),
        app: (name) => memoryApp(name),
        providers: () => ({}),
        decrypter: () => async () => 'opened',
        openCloud: async () => undefined,
        sendDeadLetter: async (outcome) => {
          deadLetters.push(outcome);
        },
        now: () => now,
      },
      report: (report) => reports.push(report),
    });
  return { handle, ledger, deadLetters, reports };
}

const fired = { 'detail-type': 'Scheduled Event', id: 'e', time: '2026-11-21T02:00:03Z' };
const byHand = { nightshift: { mode: 'apply', slot: '2026-11-21T02:00:00Z' } };

describe('a scheduled slot', () => {
  test.each([
    [{ start: '2026-11-22T00:00:00Z' }, "the slot lies before the job's start, 2026-11-22T00:00:00Z"],
    [{ end: '2026-11-20T00:00:00Z' }, "the slot lies after the job's end, 2026-11-20T00:00:00Z"],
  ])('outside %j is recorded as skipped with its reason', async (window, reason) => {
    const { handle, ledger, reports } = setUp(window);
    expect(await handle(fired)).toMatchObject({ effect: 'done', outcome: { kind: 'skipped', reason } });
    expect([...ledger.slots.values()]).toMatchObject([{ state: 'skipped', reason }]);
    expect(reports).toHaveLength(1);
  });

  test('inside them is done, with the schedules of the bundle', async () => {
    const { handle } = setUp({ start: '2026-11-21T02:00:00Z', end: '2026-11-21T02:00:00Z' });
    expect(await handle(fired)).toMatchObject({ outcome: { kind: 'succeeded', figures: { schedules: 1 } } });
  });

  test('that fails is thrown for a retry, or goes to the dead letters where none can mend it', async () => {
    await expect(setUp({ code: 'SlowDown' }).handle(fired)).rejects.toThrow(SlotFailed);
    const { handle, deadLetters } = setUp({ code: 'AccessDenied' });
    expect(await handle(fired)).toMatchObject({ outcome: { kind: 'failed' } });
    expect(deadLetters).toMatchObject([{ code: 'AccessDenied' }]);
  });
});

describe('a run by hand', () => {
  test('is done outside of start and end too', async () => {
    const { handle } = setUp({ start: '2026-11-22T00:00:00Z' });
    expect(await handle(byHand)).toMatchObject({ outcome: { kind: 'succeeded' } });
  });

  test.each(['SlowDown', 'AccessDenied'])('answers a failure with %s, and raises nothing', async (code) => {
    const { handle, deadLetters, reports } = setUp({ code });
    expect(await handle(byHand)).toMatchObject({ retry: false, outcome: { kind: 'failed', code } });
    expect(deadLetters).toEqual([]);
    expect(reports).toHaveLength(1);
  });
});
