import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildApp } from '../../../lib/cdk/app.ts';
import type { AppInput, EnvironmentInput, FunctionCode, Login } from '../../../lib/cdk/input.ts';
import { type LocalDifferences, production } from '../../../lib/cdk/local-differences.ts';
import type { Job, JobsFile } from '../../../lib/model/job.ts';
import { audienceFor, subjectFor } from '../../../lib/oidc/claims.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const NOW = new Date('2026-03-06T17:00:00Z');

/** Code of one line: nothing is bundled, and nothing is staged. */
export const stubCode: FunctionCode = {
  task: () => Code.fromInline('//'),
  slice: () => Code.fromInline('//'),
  issueToken: () => Code.fromInline('//'),
  discovery: () => Code.fromInline('//'),
  app: () => Code.fromInline('//'),
};

/** A job that lists buckets every night, but for what is said otherwise. */
export function job(name: string, more: Partial<Job> = {}): Job {
  return {
    name,
    schedule: { expression: 'cron(0 2 * * ? *)' },
    environment: `ops/${name}`,
    task: { name: 'list-buckets', settings: {} },
    role: 'managed',
    timeoutSeconds: 60,
    memoryMb: 256,
    policy: { overlap: 'skip', retry: { attempts: 3 } },
    notify: [],
    ...more,
  };
}

/** A login that opens the role `nightshift-<project>-<name>`. */
export function login(environment: string, more: Partial<Login> = {}): Login {
  const identity = { organization: 'acme', rootEnvironment: environment, currentEnvironment: environment };
  return {
    roleName: `nightshift-${environment.replace('/', '-')}`,
    account: undefined,
    subject: subjectFor({ ...identity, userLogin: 'nightshift', subjectAttributes: [] }),
    durationSeconds: 3600,
    ...more,
  };
}

export interface Wanted {
  readonly jobs?: readonly Job[];
  readonly environments?: Readonly<Record<string, Partial<EnvironmentInput>>>;
  readonly statements?: AppInput['statements'];
  readonly publishes?: AppInput['publishes'];
  readonly mails?: AppInput['mails'];
  readonly distribution?: AppInput['distribution'];
  readonly file?: Partial<JobsFile>;
  readonly differences?: LocalDifferences;
  /** Without a place the stacks leave account and Region open. */
  readonly place?: { readonly account?: string; readonly region?: string };
}

/** What the app is built from, an environment for every job. */
export function input({
  jobs = [job('nightly')],
  environments = {},
  statements,
  distribution,
  publishes,
  mails,
  file,
}: Wanted = {}): AppInput {
  const names = [...new Set(jobs.map(({ environment }) => environment))];
  return {
    jobsFile: { organization: 'acme', jobs, schedules: {}, issuer: {}, alarmEmails: [], ...file },
    environments: new Map(
      names.map((name) => [
        name,
        {
          name,
          audience: audienceFor({ organization: 'acme', rootEnvironment: name }),
          logins: [login(name)],
          imports: [],
          ...environments[name],
        },
      ]),
    ),
    statements: statements ?? (() => []),
    publishes: publishes ?? (() => false),
    mails: mails ?? (() => false),
    continues: ({ task }) => task.name === 'backup-logs',
    distribution: (wanted) => distribution?.(wanted),
    code: stubCode,
  };
}

/** The app's templates, as the flags of `cdk.json` make them. */
export function synthesize(wanted: Wanted = {}) {
  const app = emptyApp();
  const { differences = production, place = { account: ACCOUNT, region: REGION } } = wanted;
  buildApp(app, { input: input(wanted), differences, place, now: NOW });
  return templatesOf(app);
}

/**
 * An app with the flags of `cdk.json`. Neither traces nor the check of templates against CloudFormation's schemas are
 * made, which cost more than all the rest; one test of `app.test.ts` has the templates checked.
 */
export function emptyApp(flags: Readonly<Record<string, unknown>> = {}): App {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  process.env['CDK_VALIDATION'] = 'false';
  const quick = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true };
  const outdir = mkdtempSync(join(assemblies, 'cdk.out-'));
  return new App({ outdir, context: { ...context, ...quick, ...flags } });
}

/** Gone with the test file that made them. */
const assemblies = mkdtempSync(join(tmpdir(), 'nightshift-cdk-'));
afterAll(() => rmSync(assemblies, { recursive: true, force: true }));

export function stacksOf(app: App): Stack[] {
  return app.node.children.filter((child) => Stack.isStack(child));
}

/** The base stack's template and those of the jobs' stacks, each synthesized once. */
export function templatesOf(app: App) {
  const [base, ...jobs] = stacksOf(app).map((stack) => Template.fromStack(stack));
  if (base === undefined) throw new Error('the app has no stack');
  return { base, jobs, all: [base, ...jobs], first: jobs[0] ?? base };
}
