import { expect, jest, test } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../lib/cdk/app.ts';
import { production } from '../../lib/cdk/local-differences.ts';
import { ACCOUNT, emptyApp, input, job, NOW, REGION, stacksOf, synthesize } from './support/app.ts';
import { resourcesOf } from './support/render.ts';

const names = Array.from({ length: 100 }, (_, index) => `job-${String(index + 1).padStart(3, '0')}`);
/** The largest kind of job: an environment of its own, and a Scheduler schedule with its role. */
const hundred = names.map((name) =>
  job(name, { schedule: { expression: 'rate(1 day)', timezone: 'Europe/Berlin' } }),
);
const large = synthesize({ jobs: hundred });

test('a hundred jobs fit: twenty to a stack, and no stack above 450 resources or 200 outputs', () => {
  const { all, jobs } = large;

  expect(jobs.map((template) => jobOutputs(template.toJSON()).length)).toEqual([20, 20, 20, 20, 20]);
  for (const template of all) {
    expect(Object.keys(resourcesOf(template)).length).toBeLessThanOrEqual(450);
    expect(Object.keys(template.toJSON()['Outputs'] ?? {}).length).toBeLessThanOrEqual(200);
  }
});

test('nothing that moves with a job has a name that could be taken already', () => {
  const named = large.jobs.flatMap((template) =>
    Object.values(resourcesOf(template)).flatMap(({ Type, Properties }) =>
      Object.keys(Properties)
        .filter((key) => /^(Role|Function|Rule|Alarm|LogGroup|Group|)Name$/.test(key) && isOwnName(Type, key))
        .map((key) => `${Type} ${key}`),
    ),
  );

  expect(named).toEqual([]);
});

test('a job that moves to another stack leaves the names of its environment where they were', () => {
  const before = synthesize({ jobs: hundred.slice(0, 21) });
  const after = synthesize({ jobs: hundred.slice(1, 21) });
  const moved = names[20];

  const identity = Object.keys(resourcesOf(after.base)).filter((id) =>
    id.includes(`${moved}`.replace('-', '')),
  );
  expect(identity.length).toBeGreaterThanOrEqual(3);
  expect(Object.keys(resourcesOf(before.base))).toEqual(expect.arrayContaining(identity));
  expect(policyNames(before.jobs[1])).toHaveLength(1);
  expect(policyNames(before.jobs[1]).filter((name) => policyNames(after.first).includes(name))).toEqual([]);
});

test('stacks go up one after the other, and none of them is held by an export', () => {
  const app = emptyApp();
  const place = { account: ACCOUNT, region: REGION };
  buildApp(app, { input: input({ jobs: hundred.slice(0, 41) }), differences: production, place, now: NOW });

  expect(stacksOf(app).map((stack) => stack.dependencies.map(({ stackName }) => stackName))).toEqual([
    [],
    expect.arrayContaining(['Nightshift']),
    expect.arrayContaining(['Nightshift-Jobs-1']),
    expect.arrayContaining(['Nightshift-Jobs-2']),
  ]);
  expect(JSON.stringify(app.synth().stacks.map(({ template }) => template))).not.toMatch(
    /Fn::ImportValue|"Export"/,
  );
});

test('CloudFormation’s schemas accept every template', () => {
  const app = emptyApp();
  const place = { account: ACCOUNT, region: REGION };
  const mixed = [job('nightly'), ...hundred.slice(0, 1)];
  buildApp(app, { input: input({ jobs: mixed }), differences: production, place, now: NOW });

  delete process.env['CDK_VALIDATION'];

  expect(() => app.synth()).not.toThrow();
});

test('synthesis warns of nothing and uses nothing that is deprecated', () => {
  const warn = jest.spyOn(console, 'error').mockImplementation(() => {});
  const app = emptyApp();
  const place = { account: ACCOUNT, region: REGION };
  buildApp(app, { input: input({ jobs: hundred.slice(0, 1) }), differences: production, place, now: NOW });
  app.synth();

  const found = stacksOf(app).flatMap((stack) => [
    ...Annotations.fromStack(stack).findWarning('*', Match.anyValue()),
    ...Annotations.fromStack(stack).findError('*', Match.anyValue()),
  ]);
  expect(found.map(({ entry }) => entry.data)).toEqual([]);
  expect(warn.mock.calls).toEqual([]);
  warn.mockRestore();
});

test('account and Region may be left open, and nothing but their place changes', () => {
  const open = synthesize({ place: {} });
  const closed = synthesize();

  expect(open.all.map((template) => Object.keys(resourcesOf(template)))).toEqual(
    closed.all.map((template) => Object.keys(resourcesOf(template))),
  );
});

function jobOutputs(template: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(template['Outputs'] ?? {}).filter((id) => id.startsWith('Job'));
}

/** Policies that a stack puts on roles which are not its own. */
function policyNames(template: Parameters<typeof resourcesOf>[0] | undefined): string[] {
  if (template === undefined) return [];
  return Object.values(resourcesOf(template)).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' && JSON.stringify(Properties['Roles']).startsWith('["')
      ? [String(Properties['PolicyName'])]
      : [],
  );
}

/** A permission or a configuration names the function that it belongs to; that is no name of its own. */
function isOwnName(type: string, key: string): boolean {
  return !(key === 'FunctionName' && type !== 'AWS::Lambda::Function');
}
