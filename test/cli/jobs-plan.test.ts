import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as plan from '../../lib/cli/jobs-plan.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { type FakeApp, fakeApp, servicesOf, transcript } from './jobs-operator.ts';
import { inProject, nightshift, project } from './jobs-project.ts';

const planned = {
  kind: 'planned',
  job: 'heartbeat',
  slot: '2026-03-06T17:00:00Z',
  planKey: 'heartbeat/plans/1/plan.json',
  digest: 'abc123',
  items: 2,
  lines: ['put M 1', 'put N 2'],
};

const answering = (payload: unknown) => fakeApp({ answer: { kind: 'answered', payload } });
const run = (app: FakeApp, ...argv: string[]) => transcript(plan, argv, { services: servicesOf(app) });

describe('jobs plan', () => {
  test('asks the function for the slot and prints items, count, digest and key', async () => {
    const app = answering(planned);

    expect(await run(app, 'heartbeat')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'put M 1',
        'put N 2',
        'plan of job "heartbeat", slot 2026-03-06T17:00:00Z: 2 items',
        'digest  abc123',
        'key     heartbeat/plans/1/plan.json',
        '',
      ].join('\n'),
    });
    expect(app.invoked).toEqual([
      {
        functionName: 'fn-heartbeat',
        event: { nightshift: { mode: 'plan', slot: '2026-03-06T17:00:00Z' } },
      },
    ]);
  });

  test('asks for the slot that is named, down to the minute', async () => {
    const app = answering(planned);

    await run(app, 'heartbeat', '--slot', '2026-03-05T03:30:10+01:00');

    expect(app.invoked[0]?.event).toEqual({ nightshift: { mode: 'plan', slot: '2026-03-05T02:30:00Z' } });
  });

  test('says how many items are not shown', async () => {
    const { stdout } = await run(answering({ ...planned, items: 2_002 }), 'heartbeat');

    expect(stdout).toContain('put N 2\n… and 2,000 more\nplan of job');
    expect(stdout).toContain(': 2,002 items\n');
  });

  test('ends well where nothing is to do', async () => {
    expect(await run(answering({ ...planned, items: 0, lines: [] }), 'heartbeat')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'nothing to do: job "heartbeat", slot 2026-03-06T17:00:00Z\n',
    });
  });

  test('writes the file of the plan', async () => {
    await inProject(project, async (cwd) => {
      const services = servicesOf(answering(planned));
      const ended = await transcript(plan, ['heartbeat', '--out', 'p.json'], { services, cwd });

      expect(ended.stdout).toMatch(/\ndo exactly this with: nightshift jobs run heartbeat --plan p\.json\n$/);
      expect(JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'))).toEqual({
        job: 'heartbeat',
        slot: '2026-03-06T17:00:00Z',
        planKey: 'heartbeat/plans/1/plan.json',
        digest: 'abc123',
      });
    });
  });

  test('prints the same for programs', async () => {
    const { stdout } = await run(answering(planned), 'heartbeat', '--output', 'json');

    expect(JSON.parse(stdout)).toEqual(planned);
  });

  test('fails with code and advice', async () => {
    const outcome = {
      kind: 'failed',
      reason: 'cannot list "x"',
      figures: {},
      code: 'AccessDenied',
      advice: 'do this',
    };
    const failed = { kind: 'failed', job: 'heartbeat', slot: '2026-03-06T17:00:00Z', outcome };

    expect(await run(answering(failed), 'heartbeat')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'nightshift: cannot plan job "heartbeat": cannot list "x"; do this (AccessDenied)\n',
    });
  });
});

describe('jobs plan says in one line that', () => {
  test('nothing is deployed', async () => {
    expect(await run(fakeApp({ stacks: {} }), 'heartbeat')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'nightshift: the app is not deployed in this account and Region; deploy it with "npx cdk deploy --all", or use --region (NotDeployed)\n',
    });
  });

  test.each([
    ['hartbeat', 'no job "hartbeat" is deployed; did you mean "heartbeat"?'],
    ['backup', 'no job "backup" is deployed (nightshift jobs ls lists them)'],
  ])('there is no job %s', async (name, message) => {
    expect(await run(fakeApp(), name)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `nightshift: ${message}\n`,
    });
  });

  test('there are no credentials', async () => {
    const app = fakeApp();
    const message = 'no AWS credentials here; log in';
    const readOutputs = async () => {
      throw new ServiceError({ code: 'NoCredentials', message, service: 's', operation: 'o' });
    };

    expect(await run({ ...app, operator: { ...app.operator, readOutputs } }, 'heartbeat')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `nightshift: ${message} (NoCredentials)\n`,
    });
  });

  test('the answer is no plan of this version', async () => {
    const { exitCode, stderr } = await run(answering('ok'), 'heartbeat');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^nightshift: the function of job "heartbeat" answers .*\(UnknownAnswer\)\n$/);
  });

  test.each([
    [['heartbeat', '--slot', 'soon'], /^nightshift: option --slot: "soon" is no time/],
    [['heartbeat', '--output', 'xml'], /^nightshift: option --output: "xml" is not one of text, json/],
    [[], /^nightshift: missing required argument 'name'/],
  ])('it is called wrongly: %j', async (argv, message) => {
    const { exitCode, stderr } = await run(fakeApp(), ...argv);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test('jobs plan counts seconds on a terminal only, and wipes them', async () => {
  const services = servicesOf(answering(planned));

  const { stderr } = await transcript(plan, ['heartbeat'], { services, isTerminal: true });

  expect(stderr).toBe('\r\u001b[Kplanning "heartbeat", slot 2026-03-06T17:00:00Z 0 s\r\u001b[K');
});

test('the app is looked for where the first job of jobs.yaml is, or where --region says', async () => {
  const regions: unknown[] = [];
  const services = {
    ...servicesOf(answering(planned)),
    openOperator: async (place: { readonly region?: string }) => {
      regions.push(place.region);
      return answering(planned).operator;
    },
  };
  const files = {
    ...project,
    'jobs.yaml': `defaults: { region: eu-north-1 }\n${project['jobs.yaml']}`,
  };
  await inProject(files, async (cwd) => {
    const env = { AWS_REGION: 'us-west-2' };
    await transcript(plan, ['heartbeat'], { services, cwd, env });
    await transcript(plan, ['heartbeat', '--region', 'sa-east-1'], { services, cwd, env });
    await transcript(plan, ['heartbeat'], { services, env });
  });

  expect(regions).toEqual(['eu-north-1', 'sa-east-1', 'us-west-2']);
});

test('the command line knows jobs plan, run and history', async () => {
  await inProject(project, async (root) => {
    for (const words of ['plan', 'run', 'history']) {
      const { exitCode, stdout } = await nightshift(root, 'jobs', words, '--help');
      expect({ exitCode, words: stdout.split('\n')[0] }).toEqual({
        exitCode: 0,
        words: `Usage: nightshift jobs ${words} [options] <name>`,
      });
    }
  });
});
