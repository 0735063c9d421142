import { join } from 'node:path';
import { distance } from 'fastest-levenshtein';
import type { Operator, StackOutputs } from '../aws/operator.ts';
import { ServiceError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { readSettings, readYaml } from './run-settings.ts';

const BASE_STACK = 'Nightshift';
const describeStacks = { service: 'cloudformation', operation: 'DescribeStacks' };

/** A deployed job, as the outputs of its stack name its parts. */
export interface DeployedJob {
  readonly job: string;
  readonly functionName: string;
  readonly logGroup: string;
}

type Outputs = Pick<Operator, 'readOutputs'>;

/** Opens the operator for a Region; a test puts its own in. */
export type OpenOperator = (place: { readonly region?: string }) => Promise<Operator>;

/** The live operator, loaded when a command needs it. */
export const openLiveOperator: OpenOperator = async (place) =>
  (await import('../aws/operator-live.ts')).openOperator(place);

/** Where the app lies: the Region that is named, or the one that `bin/app.ts` deploys to; else the shell's own. */
export function readPlace(region: string | undefined, cli: Cli): { readonly region?: string } {
  const found =
    region ?? readProjectRegion(cli.cwd) ?? cli.env['AWS_REGION'] ?? cli.env['AWS_DEFAULT_REGION'];
  return found === undefined ? {} : { region: found };
}

/** Every deployed job; a ServiceError where there is none. */
export async function listDeployed(operator: Operator): Promise<readonly DeployedJob[]> {
  const jobs: DeployedJob[] = [];
  for await (const job of deployedJobs(operator)) jobs.push(job);
  if (jobs.length === 0) throw notDeployed();
  return jobs;
}

/** The job of this name, wherever it is deployed. A UsageError with the nearest name where there is none. */
export async function findJob(name: string, operator: Outputs): Promise<DeployedJob> {
  const names: string[] = [];
  for await (const deployed of deployedJobs(operator)) {
    if (deployed.job === name) return deployed;
    names.push(deployed.job);
  }
  if (names.length === 0) throw notDeployed();
  throw new UsageError(unknownJob(name, names, 'is deployed'));
}

/** Name of the function that mints tokens for an environment; a ServiceError where there is none. */
export async function findIssuer(environment: string, operator: Outputs): Promise<string> {
  let isDeployed = false;
  for await (const outputs of jobStacks(operator)) {
    isDeployed = true;
    const issuers = Object.entries(outputs).filter(([name]) => name.startsWith('Environment'));
    for (const [, value] of issuers) {
      const told: Readonly<Record<'environment' | 'issuer', string>> = JSON.parse(value);
      if (told.environment === environment) return told.issuer;
    }
  }
  if (!isDeployed) throw notDeployed();
  const message = `environment "${environment}" has no issuer: no deployed job uses it`;
  throw new ServiceError({ ...describeStacks, code: 'NoIssuer', message });
}

/** Stack by stack, each asked for only when it is needed. */
async function* jobStacks(operator: Outputs): AsyncGenerator<StackOutputs> {
  for (let number = 1; ; number += 1) {
    const outputs = await operator.readOutputs(`${BASE_STACK}-Jobs-${number}`);
    if (outputs === undefined) return;
    yield outputs;
  }
}

async function* deployedJobs(operator: Outputs): AsyncGenerator<DeployedJob> {
  for await (const outputs of jobStacks(operator)) yield* readJobs(outputs);
}

/** Name of the ledger's table. */
export function findLedger(operator: Outputs): Promise<string> {
  return findPart('Ledger', operator);
}

/** Something that all jobs share, by the output that names it. */
export async function findPart(
  output: 'Ledger' | 'DeadLetters' | 'StateBucket',
  operator: Outputs,
): Promise<string> {
  const part = (await operator.readOutputs(BASE_STACK))?.[output];
  if (part === undefined) throw notDeployed();
  return part;
}

/** ARN of the key that the app's secrets are encrypted with. */
export async function findSecretsKey(
  cli: Cli,
  openOperator: OpenOperator = openLiveOperator,
): Promise<string> {
  const operator = await openOperator(readPlace(undefined, cli));
  const key = (await operator.readOutputs(BASE_STACK))?.['SecretsKey'];
  if (key === undefined) throw notDeployed();
  return key;
}

/** One line about a job that there is not, with the nearest name. */
export function unknownJob(name: string, known: readonly string[], what: string): string {
  const [nearest] = [...known].sort((a, b) => distance(a, name) - distance(b, name));
  const isNear = nearest !== undefined && distance(nearest, name) <= Math.max(3, name.length / 3);
  const hint = isNear ? `; did you mean "${nearest}"?` : ` (nightshift jobs ls lists them)`;
  return `no job "${name}" ${what}${hint}`;
}

function notDeployed(): ServiceError {
  return new ServiceError({
    ...describeStacks,
    code: 'NotDeployed',
    message:
      'the app is not deployed in this account and Region; deploy it with "npx cdk deploy --all", or use --region',
  });
}

function readJobs(outputs: StackOutputs): readonly DeployedJob[] {
  return Object.entries(outputs)
    .filter(([name]) => name.startsWith('Job'))
    .map(([, value]): DeployedJob => JSON.parse(value));
}

/** The first job's Region, as the app takes it. Mistakes in the file are no matter here: what is deployed was right. */
function readProjectRegion(cwd: string): string | undefined {
  const { root } = readSettings(cwd);
  if (root === undefined) return undefined;
  const file = readYaml(join(root, 'jobs.yaml'));
  const [first] = Object.values(recordOf(recordOf(file)['jobs']));
  const region = recordOf(first)['region'] ?? recordOf(recordOf(file)['defaults'])['region'];
  return typeof region === 'string' ? region : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
