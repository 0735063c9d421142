import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JobServices } from '../../lib/cli/jobs-caller.ts';
import { callLocal } from '../../lib/cli/jobs-local.ts';
import { localTasks } from '../../lib/cli/jobs-local-tasks.ts';
import * as jobsPlan from '../../lib/cli/jobs-plan.ts';
import * as jobsRun from '../../lib/cli/jobs-run.ts';
import { fileStateStore } from '../../lib/cli/jobs-state.ts';
import { handleInvocation, type TaskBundle } from '../../lib/run/handle-invocation.ts';
import { catalog } from '../../lib/tasks/catalog.ts';
import type { Task } from '../../lib/tasks/task.ts';
import { startFakeCloud } from '../fakes/pulumi-cloud.ts';
import { transcript } from './jobs-operator.ts';
import { inProject, project } from './jobs-project.ts';

interface Account {
  buckets: string[];
  readonly listed: string[];
  readonly keys: string[];
}

/** Stands in for `list-buckets`: its plan are the buckets of an account in memory. */
const task: Task<object, Account, { readonly bucket: string }> = {
  name: 'list-buckets',
  plan: async function* ({ ports }) {
    for (const bucket of ports.buckets) yield { bucket };
  },
  apply: async (items, { ports }) => {
    for await (const { bucket } of items) ports.listed.push(bucket);
    return { kind: 'succeeded', reason: 'listed', figures: { bucketsListed: ports.listed.length } };
  },
  describe: ({ bucket }) => `list ${bucket}`,
};

function inMemory(account: Account): JobServices {
  const run: (typeof localTasks)[string] = async ({ bundleText, ...invocation }) => {
    const bundle: TaskBundle<object> = JSON.parse(bundleText);
    return handleInvocation({
      ...invocation,
      bundle,
      task: {
        ...task,
        plan: async function* (context) {
          yield* task.plan(context);
        },
      },
      taskPorts: (session) => {
        account.keys.push(session.region);
        return account;
      },
    });
  };
  return {
    openOperator: async () => {
      throw new Error('the deployed app was asked');
    },
    callLocal: (call, where) => callLocal(call, { ...where, tasks: { 'list-buckets': run } }),
  };
}

const files = {
  ...project,
  'environments/ops/inventory.yaml': `values:
  aws:
    login:
      fn::open::aws-login:
        static: { accessKeyId: AKIDEXAMPLE, secretAccessKey: example }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${aws.login.accessKeyId}
    AWS_SECRET_ACCESS_KEY: \${aws.login.secretAccessKey}
    AWS_REGION: eu-south-1
`,
  'jobs.yaml': project['jobs.yaml'].replace(
    'environment: ops/inventory',
    'environment: ops/inventory\n    role: existing',
  ),
};

const account = (): Account => ({ buckets: ['a', 'b'], listed: [], keys: [] });

describe('--local', () => {
  test('runs the task here, with the credentials and the Region of the environment', async () => {
    const there = account();
    await inProject(files, async (cwd) => {
      const services = inMemory(there);

      expect(await transcript(jobsRun, ['inventory', '--local'], { services, cwd })).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: [
          'succeeded: listed',
          '  bucketsListed  2',
          'job "inventory", slot 2026-03-06T17:00:00Z, attempt 1, 0.0 s',
          '',
        ].join('\n'),
      });
    });
    expect(there).toMatchObject({ listed: ['a', 'b'], keys: ['eu-south-1'] });
  });

  test('opens an environment in Pulumi Cloud as the person who is logged in there', async () => {
    const there = account();
    const stored = files['environments/ops/inventory.yaml'];
    const fake = await startFakeCloud({ environments: { 'acme/ops/inventory': stored } });
    const jobs = files['jobs.yaml']
      .replace('environment: ops/inventory', 'environment: pulumi://acme/ops/inventory')
      .replace('jobs:', 'pulumiCloud: { organization: acme }\njobs:');
    const env = { PULUMI_ACCESS_TOKEN: 'pul-secret', PULUMI_BACKEND_URL: fake.url };
    await inProject({ ...files, 'jobs.yaml': jobs }, async (cwd) => {
      const services = inMemory(there);

      const ended = await transcript(jobsRun, ['inventory', '--local'], { services, cwd, env });

      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    });
    await fake.close();
    expect(there).toMatchObject({ listed: ['a', 'b'], keys: ['eu-south-1'] });
    expect(fake.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('plans into .nightshift/state, and does exactly that plan afterwards', async () => {
    const there = account();
    await inProject(files, async (cwd) => {
      const services = inMemory(there);
      const planned = await transcript(jobsPlan, ['inventory', '--local', '--out', 'p.json'], {
        services,
        cwd,
      });
      expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
      expect(planned.stdout).toMatch(/^list a\nlist b\nplan of job "inventory"/);
      expect(planned.stdout).toMatch(/nightshift jobs run inventory --plan p\.json --local\n$/);
      expect(there.listed).toEqual([]);

      there.buckets = ['changed', 'meanwhile'];
      const ended = await transcript(jobsRun, ['inventory', '--plan', 'p.json', '--local'], {
        services,
        cwd,
      });
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      expect(there.listed).toEqual(['a', 'b']);
    });
  });

  test('refuses a plan that was altered, whose digest is another, or that is gone', async () => {
    const there = account();
    await inProject(files, async (cwd) => {
      const services = inMemory(there);
      await transcript(jobsPlan, ['inventory', '--local', '--out', 'p.json'], { services, cwd });
      const run = () => transcript(jobsRun, ['inventory', '--plan', 'p.json', '--local'], { services, cwd });
      const plan = JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'));

      writeFileSync(join(cwd, 'p.json'), JSON.stringify({ ...plan, digest: 'other' }));
      expect((await run()).stderr).toMatch(
        /^nightshift: job "inventory" failed: the plan .* is not the one with digest other; .*\(PlanMismatch\)\n$/,
      );
      writeFileSync(join(cwd, 'p.json'), JSON.stringify({ ...plan, planKey: 'inventory/plans/0/plan.json' }));
      expect(await run()).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('(PlanNotFound)'),
      });
      writeFileSync(join(cwd, 'p.json'), JSON.stringify(plan));
      alterParts(join(cwd, '.nightshift', 'state'));
      expect(await run()).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('(PlanMismatch)'),
      });
      expect(there.listed).toEqual([]);
    });
  });

  test('says what is wrong with the name or the files before anything is opened', async () => {
    await inProject(files, async (cwd) => {
      const services = inMemory(account());
      expect(await transcript(jobsRun, ['inventori', '--local'], { services, cwd })).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'nightshift: no job "inventori" in jobs.yaml; did you mean "inventory"?\n',
      });
    });
    await inProject({ ...files, 'jobs.yaml': 'organization: acme\n' }, async (cwd) => {
      const services = inMemory(account());
      const ended = await transcript(jobsRun, ['inventory', '--local'], { services, cwd });
      expect(ended).toEqual({ exitCode: 2, stdout: '', stderr: 'jobs.yaml:1:1: missing "jobs"\n' });
    });
  });
});

test('every task of the catalog can run with --local', () => {
  expect(Object.keys(localTasks).sort()).toEqual(catalog.map(({ name }) => name).sort());
});

test('the state is for its owner only, and no key leads out of it', async () => {
  await inProject({}, async (cwd) => {
    const state = fileStateStore(join(cwd, 'state'));
    await state.put('job/plans/2026-03-06T17:00:00Z/plan.json', 'x');

    expect(await state.get('job/plans/2026-03-06T17:00:00Z/plan.json')).toBe('x');
    expect(await state.get('job/none')).toBeUndefined();
    expect(statSync(join(cwd, 'state')).mode & 0o077).toBe(0);
    await expect(state.get('job/plans/../../../secret')).rejects.toThrow('leads out of the state');
  });
});

function alterParts(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.jsonl')) writeFileSync(join(folder, name), '{"bucket":"evil"}\n');
}
