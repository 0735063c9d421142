import { describe, expect, test } from '@jest/globals';
import type { FunctionAnswer } from '../../lib/aws/operator.ts';
import { openConsolePort } from '../../lib/cli/console-port.ts';
import { loadCheckedProject } from '../../lib/cli/project.ts';
import type { ConsolePort } from '../../lib/console/port.ts';
import { endedSlot } from '../fakes/console.ts';
import { type FakeApp, fakeApp } from './jobs-operator.ts';
import { inProject, project } from './jobs-project.ts';

const now = () => new Date('2026-03-06T17:00:42Z');
const days = { from: new Date('2026-03-03T00:00:00Z'), to: new Date('2026-03-06T00:00:00Z') };

/** Does something with the page's port over the command line's fake app, which has the jobs inventory and heartbeat. */
function withPort<T>(
  fields: Parameters<typeof fakeApp>[0],
  work: (port: ConsolePort, app: FakeApp) => Promise<T>,
): Promise<T> {
  return inProject(project, (cwd) => {
    const app = fakeApp(fields);
    const checked = loadCheckedProject({ cwd, now: now() });
    return work(openConsolePort({ place: 'here', operator: app.operator, project: checked, now }), app);
  });
}

const succeeded: FunctionAnswer = {
  kind: 'answered',
  payload: {
    job: 'inventory',
    slot: 'any',
    attempt: 1,
    outcome: { kind: 'succeeded', reason: 'all well', figures: {} },
    durationMs: 5,
    effect: 'done',
    retry: false,
    permanent: false,
    details: [],
  },
};

describe('the jobs', () => {
  test('are those of the file with their roles, where they are deployed and why they are paused', () =>
    withPort({}, async (port, { tables }) => {
      const paused = { by: 'arn:alice', at: '2026-03-06T10:00:00Z', reason: 'moving' };
      tables.controls.set('heartbeat', { job: 'heartbeat', fence: 1, paused });

      expect(await port.listJobs()).toMatchObject([
        {
          name: 'inventory',
          role: 'arn:aws:iam::123456789012:role/inventory',
          functionName: 'fn-inventory',
          task: 'list-buckets',
        },
        { name: 'heartbeat', pause: paused },
      ]);
    }));

  test('that are deployed and no longer declared are listed too', () =>
    withPort(
      {
        stacks: {
          Nightshift: { Ledger: 'ledger-table', StateBucket: 'state', DeadLetters: 'queue' },
          'Nightshift-Jobs-1': {
            JobOld: JSON.stringify({ job: 'old', functionName: 'fn-old', logGroup: '/log/old' }),
          },
        },
      },
      async (port) => {
        const jobs = await port.listJobs();

        expect(jobs.map(({ name, functionName }) => [name, functionName])).toEqual([
          ['inventory', undefined],
          ['heartbeat', undefined],
          ['old', 'fn-old'],
        ]);
      },
    ));
});

describe('pausing and resuming', () => {
  test('is recorded with who did it and why', () =>
    withPort({}, async (port, { actions, tables }) => {
      await port.pause({ job: 'heartbeat', reason: 'moving' });
      const paused = tables.controls.get('heartbeat')?.paused?.reason;
      await port.resume({ job: 'heartbeat', reason: 'moved' });

      expect(paused).toBe('moving');
      expect(actions.map(({ kind, by }) => [kind, by.split('/').at(-1)])).toEqual([
        ['pause', 'alice'],
        ['resume', 'alice'],
      ]);
      expect(await port.readActions('heartbeat', 1)).toMatchObject([{ kind: 'resume', reason: 'moved' }]);
    }));
});

describe('a backfill', () => {
  const slots = [
    endedSlot({ job: 'inventory', slot: '2026-03-03T05:30:00Z' }),
    endedSlot({ job: 'inventory', slot: '2026-03-04T05:30:00Z', state: 'failed' }),
  ];

  test('shows every slot of the days, what it is and whether it will run', () =>
    withPort({ slots }, async (port) => {
      expect(await port.previewBackfill({ job: 'inventory', ...days })).toEqual([
        { slot: '2026-03-03T05:30:00Z', state: 'succeeded', wanted: false },
        { slot: '2026-03-04T05:30:00Z', state: 'failed', wanted: true },
        { slot: '2026-03-05T05:30:00Z', state: 'none', wanted: true },
      ]);
    }));

  test('runs those in their functions, tells of each, and is recorded', () =>
    withPort({ slots, answer: succeeded }, async (port, { invoked, actions }) => {
      const told: string[] = [];
      await port.backfill({
        job: 'inventory',
        ...days,
        parallel: 1,
        onSlot: ({ slot, state }) => told.push(`${slot} ${state}`),
      });

      expect(told).toEqual(['2026-03-04T05:30:00Z succeeded', '2026-03-05T05:30:00Z succeeded']);
      expect(invoked.map(({ functionName }) => functionName)).toEqual(['fn-inventory', 'fn-inventory']);
      expect(actions).toMatchObject([
        { kind: 'backfill', details: expect.stringMatching(/^2 slots from 2026-03-03/) },
      ]);
    }));
});

describe('dead letters', () => {
  const letter = (id: string, fn: string) => ({
    id,
    handle: id,
    attributes: {},
    sentAt: '2026-03-06T05:30:10Z',
    body: JSON.stringify({
      requestContext: { functionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${fn}` },
      requestPayload: { 'detail-type': 'Scheduled Event', time: '2026-03-06T05:30:00Z' },
      responsePayload: { errorType: 'AccessDenied', errorMessage: 'cannot list' },
    }),
  });
  const letters = [letter('one', 'fn-inventory'), letter('two', 'fn-of-somebody-else')];

  test('are told with their reasons; those that are none of ours can be seen and not redriven', () =>
    withPort({ letters }, async (port) => {
      expect(await port.countDeadLetters()).toBe(2);
      expect(await port.readDeadLetters()).toMatchObject([
        { id: 'one', job: 'inventory', slot: '2026-03-06T05:30:00Z', reason: 'AccessDenied: cannot list' },
        { id: 'two', reason: expect.stringContaining('it stays where it is') },
      ]);
    }));

  test('are run again and gone once they end well', () =>
    withPort({ letters, answer: succeeded }, async (port, app) => {
      const told: string[] = [];
      await port.redrive({ ids: ['one', 'two'], onSlot: ({ job, state }) => told.push(`${job} ${state}`) });

      expect(told).toEqual(['inventory succeeded']);
      expect([...app.letters.keys()]).toEqual(['two']);
      expect(app.actions).toMatchObject([{ kind: 'redrive', job: 'inventory', details: 'dead letters: 1' }]);
    }));

  test('stay where the slot fails again', () => {
    const answer: FunctionAnswer = { kind: 'broke', type: 'Runtime.ExitError', message: 'it crashed' };
    return withPort({ letters, answer }, async (port, app) => {
      const told: string[] = [];
      await port.redrive({ ids: ['one'], onSlot: ({ state }) => told.push(state) });

      expect(told).toEqual(['failed']);
      expect([...app.letters.keys()]).toEqual(['one', 'two']);
    });
  });
});

describe('a run', () => {
  const slot = '2026-03-06T05:30:00Z';

  test('shows the plan that lies in the state bucket and the mail as it was sent', () => {
    const plan = {
      job: 'inventory',
      slot,
      items: 2,
      parts: [],
      digest: 'd1',
      lines: ['list one', 'list two'],
    };
    const mime = [
      'Subject: Report',
      'MIME-Version: 1.0',
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<img src="cid:chart">',
      '--b',
      'Content-Type: image/png',
      'Content-ID: <chart>',
      'Content-Transfer-Encoding: base64',
      '',
      'aGk=',
      '--b--',
    ].join('\r\n');
    const state = {
      [`inventory/plans/${slot}-r1/plan.json`]: JSON.stringify(plan),
      [`inventory/plans/${slot}-r1/part-00001.jsonl`]: '{}\n',
      [`inventory/reports/${slot}/mail.json`]: JSON.stringify({ html: '<p>lean</p>', mime }),
      [`heartbeat/reports/${slot}/mail.json`]: JSON.stringify({ html: '<p>lean</p>' }),
    };
    return withPort({ state }, async (port) => {
      const key = `inventory/plans/${slot}-r1/plan.json`;
      expect(await port.readPlans({ job: 'inventory', slot })).toEqual([
        { key, digest: 'd1', items: 2, lines: plan.lines },
      ]);
      expect(await port.readMail({ job: 'inventory', slot })).toContain('src="data:image/png;base64,aGk="');
      expect(await port.readMail({ job: 'heartbeat', slot })).toBe('<p>lean</p>');
      expect(await port.readMail({ job: 'heartbeat', slot: '2026-03-07T05:30:00Z' })).toBeUndefined();
    });
  });

  test('is asked of the function with exactly the plan', () =>
    withPort({ answer: succeeded }, async (port, { invoked }) => {
      await port.run({ job: 'inventory', slot, plan: { key: 'inventory/plans/x/plan.json', digest: 'd1' } });

      expect(invoked).toMatchObject([
        {
          functionName: 'fn-inventory',
          event: { nightshift: { mode: 'apply', slot, plan: 'inventory/plans/x/plan.json', digest: 'd1' } },
        },
      ]);
    }));
});
