import { describe, expect, test } from '@jest/globals';
import * as jobsRun from '../../lib/cli/jobs-run.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { type FakeApp, fakeApp, servicesOf, transcript } from './jobs-operator.ts';
import { inProject } from './jobs-project.ts';

const succeeded = {
  job: 'inventory',
  slot: '2026-03-06T17:00:00Z',
  attempt: 1,
  outcome: { kind: 'succeeded', reason: 'listed 2 buckets', figures: { bucketsListed: 2, bytes: 12_345 } },
  durationMs: 1_234,
  effect: 'done',
  retry: false,
  permanent: false,
  details: ['2026-01-01 a-bucket'],
};

const answering = (payload: unknown) => fakeApp({ answer: { kind: 'answered', payload } });
const breaking = (type: string, message: string) => fakeApp({ answer: { kind: 'broke', type, message } });
const run = (app: FakeApp, ...argv: string[]) => transcript(jobsRun, argv, { services: servicesOf(app) });

describe('jobs run', () => {
  test('prints outcome, reason, figures and details', async () => {
    const app = answering(succeeded);

    expect(await run(app, 'inventory')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        '2026-01-01 a-bucket',
        'succeeded: listed 2 buckets',
        '  bucketsListed  2',
        '  bytes          12,345',
        'job "inventory", slot 2026-03-06T17:00:00Z, attempt 1, 1.2 s',
        '',
      ].join('\n'),
    });
    expect(app.invoked).toEqual([
      {
        functionName: 'fn-inventory',
        event: { nightshift: { mode: 'apply', slot: '2026-03-06T17:00:00Z' } },
      },
    ]);
  });

  test('ends well where the slot is done already, and says that nothing was done', async () => {
    const outcome = { kind: 'skipped', reason: 'the slot is done: succeeded at noon', figures: {} };

    expect(await run(answering({ ...succeeded, effect: 'duplicate', outcome }), 'inventory')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout:
        'skipped, nothing was done: job "inventory", slot 2026-03-06T17:00:00Z: the slot is done: succeeded at noon\n',
    });
  });

  test('fails with code and advice, its figures shown', async () => {
    const outcome = {
      kind: 'failed',
      reason: 'cannot list',
      figures: { bucketsListed: 1 },
      code: 'AccessDenied',
      advice: 'mend the role',
    };

    expect(await run(answering({ ...succeeded, outcome, details: [] }), 'inventory')).toEqual({
      exitCode: 1,
      stdout: '  bucketsListed  1\njob "inventory", slot 2026-03-06T17:00:00Z, attempt 1, 1.2 s\n',
      stderr: 'nightshift: job "inventory" failed: cannot list; mend the role (AccessDenied)\n',
    });
  });

  test('fails where another run took the slot over', async () => {
    const { exitCode, stderr } = await run(answering({ ...succeeded, effect: 'overtaken' }), 'inventory');

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'nightshift: another run took the slot over; see "nightshift jobs history inventory"\n',
    });
  });

  test('plans only with --dry-run', async () => {
    const planned = {
      kind: 'planned',
      job: 'inventory',
      slot: 's',
      planKey: 'k',
      digest: 'd',
      items: 1,
      lines: ['list'],
    };
    const app = answering(planned);

    expect(await run(app, 'inventory', '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: 'list\nplan of job "inventory", slot s: 1 item\ndigest  d\nkey     k\n',
    });
    expect(app.invoked[0]?.event).toMatchObject({ nightshift: { mode: 'plan' } });
  });

  test('prints the same for programs', async () => {
    const { stdout } = await run(answering(succeeded), 'inventory', '--output', 'json');

    expect(JSON.parse(stdout)).toEqual(succeeded);
  });
});

describe('jobs run tells plainly of a function that', () => {
  test.each([
    [
      'ran out of time',
      'Sandbox.Timedout',
      'RequestId: 1 Error: Task timed out after 900.00 seconds',
      'job "inventory" ran out of time after 900 s at slot 2026-03-06T17:00:00Z; raise timeoutSeconds in jobs.yaml (at most 900) or give it less to do, and see its log "/aws/lambda/fn-inventory" (FunctionTimeout)',
    ],
    [
      'ran out of memory',
      'Runtime.OutOfMemory',
      'RequestId: 1 Error: Runtime exited with error: signal: killed',
      'job "inventory" ran out of memory at slot 2026-03-06T17:00:00Z; raise memoryMb in jobs.yaml, and see its log "/aws/lambda/fn-inventory" (FunctionOutOfMemory)',
    ],
    [
      'crashed',
      'Runtime.ExitError',
      'RequestId: 1 Error: Runtime exited with error: exit status 1',
      'the function of job "inventory" crashed at slot 2026-03-06T17:00:00Z: Runtime exited with error: exit status 1; see its log "/aws/lambda/fn-inventory" (Runtime.ExitError)',
    ],
  ])('%s', async (_what, type, message, line) => {
    expect(await run(breaking(type, message), 'inventory')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `nightshift: ${line}\n`,
    });
  });

  test('could not be waited for', async () => {
    const fields = { service: 'lambda', operation: 'Invoke', message: 'cannot call: socket hang up' };
    const app = fakeApp({ fail: new ServiceError({ ...fields, code: 'NetworkError' }) });

    expect((await run(app, 'inventory')).stderr).toBe(
      'nightshift: no answer of job "inventory": cannot call: socket hang up; it may still run, see "nightshift jobs history inventory" (NetworkError)\n',
    );
  });
});

describe('jobs run --plan', () => {
  const file = {
    job: 'inventory',
    slot: '2026-03-05T05:30:00Z',
    planKey: 'inventory/plans/1/plan.json',
    digest: 'abc',
  };
  const files = {
    'p.json': JSON.stringify(file),
    'local.json': JSON.stringify({ ...file, local: true }),
    'other.json': JSON.stringify({ ...file, job: 'heartbeat' }),
    'broken.json': '{',
  };

  test('asks for exactly that plan, by its key and digest', async () => {
    await inProject(files, async (cwd) => {
      const app = answering(succeeded);
      const services = servicesOf(app);
      const { exitCode } = await transcript(jobsRun, ['inventory', '--plan', 'p.json'], { services, cwd });

      expect(exitCode).toBe(0);
      expect(app.invoked[0]?.event).toEqual({
        nightshift: { mode: 'apply', slot: file.slot, plan: file.planKey, digest: 'abc' },
      });
    });
  });

  test.each([
    [['--plan', 'none.json'], 'option --plan: cannot read "none.json": there is no such file'],
    [
      ['--plan', 'broken.json'],
      'option --plan: "broken.json" is no plan; make one with: nightshift jobs plan --out',
    ],
    [
      ['--plan', 'other.json'],
      'option --plan: "other.json" is a plan of job "heartbeat", not of "inventory"',
    ],
    [
      ['--plan', 'p.json', '--slot', '2026-03-06'],
      'option --slot: the plan "p.json" is for slot 2026-03-05T05:30:00Z',
    ],
    [['--plan', 'p.json', '--dry-run'], '--dry-run makes a plan and --plan does one; give one of them'],
    [
      ['--plan', 'local.json'],
      'option --plan: the plan "local.json" was made with --local; run it with --local',
    ],
    [
      ['--plan', 'p.json', '--local'],
      'option --plan: the plan "p.json" lies in the state bucket; leave --local out',
    ],
  ])('refuses %j', async (argv, message) => {
    await inProject(files, async (cwd) => {
      const app = fakeApp();
      const services = servicesOf(app);

      expect(await transcript(jobsRun, ['inventory', ...argv], { services, cwd })).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `nightshift: ${message}\n`,
      });
      expect(app.invoked).toEqual([]);
    });
  });
});
