import { expect, test } from '@jest/globals';
import { buildApp } from '../../lib/cdk/app.ts';
import { type LocalDifferences, local, production } from '../../lib/cdk/local-differences.ts';
import { ACCOUNT, emptyApp, input, job, NOW, REGION, templatesOf } from './support/app.ts';
import { exampleInput } from './support/example.ts';
import { render, resourcesOf } from './support/render.ts';

const example = await exampleInput();
const forAws = resourcesWith(production);
const forEmulator = resourcesWith(local);

test('locally the provider is another, and no other resource comes or goes', () => {
  const gone = [...forAws.keys()].filter((id) => !forEmulator.has(id));
  const come = [...forEmulator.keys()].filter((id) => !forAws.has(id));

  expect(gone).toEqual([expect.stringMatching(/^IssuerProvider\w+ AWS::IAM::OIDCProvider$/)]);
  expect(come).toEqual([
    expect.stringMatching(/^IssuerProvider\w+ Custom::AWSCDKOpenIdConnectProvider$/),
    expect.stringMatching(/^CustomAWSCDKOpenIdConnectProvider\w+Role\w+ AWS::IAM::Role$/),
    expect.stringMatching(/^CustomAWSCDKOpenIdConnectProvider\w+Handler\w+ AWS::Lambda::Function$/),
  ]);
});

test('of what stays, exactly these differ: schedules, conditions of three roles, the key’s policy, slices at once, and what is kept', () => {
  const changes = [...forAws]
    .filter(([id]) => forEmulator.has(id))
    .flatMap(([id, resource]) => changesBetween(resource, forEmulator.get(id), [id.replace(/\w{8} .*/, '')]));

  expect(changes.toSorted()).toMatchSnapshot();
});

test('a schedule that needs a time zone is a rule of every minute on the local stack alone', () => {
  const wanted = input({
    jobs: [job('berlin', { schedule: { expression: 'rate(1 day)', timezone: 'Europe/Berlin' } })],
  });

  const [aws, emulator] = [production, local].map((differences) => {
    const app = emptyApp();
    buildApp(app, { input: wanted, differences, place: { account: ACCOUNT, region: REGION }, now: NOW });
    return templatesOf(app).first;
  });

  aws?.resourceCountIs('AWS::Events::Rule', 0);
  aws?.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpressionTimezone: 'Europe/Berlin' });
  emulator?.resourceCountIs('AWS::Scheduler::Schedule', 0);
  emulator?.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(* * * * ? *)' });
});

test('production takes everything as it comes', () => {
  const statement = {
    reason: 'any',
    actions: ['ses:SendEmail'],
    resources: ['arn:aws:ses:eu-central-1:111122223333:identity/a'],
    conditions: {
      StringEquals: { 'ses:FromAddress': 'a', 'ec2:ResourceTag/T': 'b', 'cloudwatch:namespace': 'c' },
    },
  };

  expect(production.statement(statement)).toBe(statement);
  expect(production.scheduleExpression('rate(7 days)')).toBe('rate(7 days)');
  expect([true, false].map(production.usesScheduler)).toEqual([true, false]);
  expect(production).toMatchObject({ isLocal: false, nativeOidcProvider: true, retains: true });
});

test('locally only the conditions go that the emulator cannot resolve', () => {
  const statement = {
    reason: 'any',
    actions: ['s3:ListBucket'],
    resources: ['arn:aws:s3:::logs'],
    conditions: { StringLike: { 's3:prefix': 'app/*' }, StringEquals: { 'aws:ResourceTag/T': 'b' } },
  };

  expect(local.statement(statement)).toEqual({
    ...statement,
    conditions: { StringLike: { 's3:prefix': 'app/*' } },
  });
});

/** Resources by `logical id type`. */
function resourcesWith(differences: LocalDifferences): ReadonlyMap<string, unknown> {
  const app = emptyApp();
  buildApp(app, { input: example, differences, place: { account: ACCOUNT, region: REGION }, now: NOW });
  const resources = templatesOf(app).all.flatMap((template) => Object.entries(resourcesOf(template)));
  return new Map(resources.map(([id, resource]) => [`${id} ${resource.Type}`, resource]));
}

/** One line for each value that differs: where, what AWS gets, what the emulator gets. */
function changesBetween(aws: unknown, emulator: unknown, path: readonly string[]): readonly string[] {
  if (JSON.stringify(aws) === JSON.stringify(emulator)) return [];
  const isTree = (value: unknown) => typeof value === 'object' && value !== null;
  const asText = (value: unknown) => JSON.stringify(render(value)) ?? 'nothing';
  if (!isTree(aws) || !isTree(emulator) || isReference(aws) || isReference(emulator))
    return [`${path.join('.')}: ${asText(aws)} -> ${asText(emulator)}`];
  const [before, after] = [new Map(Object.entries(Object(aws))), new Map(Object.entries(Object(emulator)))];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => changesBetween(before.get(key), after.get(key), [...path, key]));
}

function isReference(value: unknown): boolean {
  return /^\{"(Ref|Fn::)/.test(JSON.stringify(value));
}
