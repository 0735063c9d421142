import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import { formatFinding } from '../oidc/trust-finding.ts';
import { evaluateTrust, type TrustVerdict } from '../oidc/trust-policy.ts';
import type { Cli } from './cli.ts';
import { readPlace } from './jobs-deployed.ts';
import type { PresentedLogin } from './presented-login.ts';
import { presentedLogins } from './trust-presented.ts';

interface CheckOptions {
  readonly organization?: string;
  readonly issuer?: string;
  readonly pulumiCloud?: boolean;
  readonly account?: string;
  readonly policy?: string;
  readonly role?: string;
  readonly output: 'text' | 'json';
}

/** `trust check ENV`: whether the roles of an environment will take its tokens, and which condition they fail. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/env, or pulumi://org/project/env')
    .option('--policy <file>', 'a trust policy, or the output of `aws iam get-role` (default: asks IAM)')
    .option('--role <arn>', "this role rather than the environment's own")
    .option('--issuer <url>', "the issuer's address (default: issuer.domain of jobs.yaml)")
    .option('--pulumi-cloud', 'the environment lives in Pulumi Cloud, whose issuer signs')
    .option('--organization <name>', 'default: organization of jobs.yaml')
    .option('--account <id>', 'stands for ${context.aws.account}')
    .addOption(
      new Option('--output <format>', 'how to print the verdicts').choices(['text', 'json']).default('text'),
    )
    .action((environment: string, options: CheckOptions) => check(environment, options, cli));
}

interface Checked {
  readonly login: PresentedLogin;
  readonly verdict: TrustVerdict;
}

async function check(environment: string, options: CheckOptions, cli: Cli): Promise<void> {
  const logins = await presentedLogins({ ...options, environment, cwd: cli.cwd }, cli);
  if (logins.length === 0) throw new UsageError(`"${environment}" has no fn::open::aws-login with oidc`);
  const chosen = options.role === undefined ? logins : logins.map((login) => withRole(login, options.role));
  const checked = await Promise.all(chosen.map((login) => checkLogin(login, options, cli)));
  cli.stdout.write(options.output === 'json' ? toJson(checked) : checked.map(toText).join(''));
  if (checked.some(({ verdict }) => verdict.kind === 'denied')) cli.exitCode = 1;
}

function withRole(login: PresentedLogin, role: string | undefined): PresentedLogin {
  return { ...login, roleArn: role ?? login.roleArn };
}

async function checkLogin(login: PresentedLogin, options: CheckOptions, cli: Cli): Promise<Checked> {
  const trust =
    options.policy === undefined
      ? await askIam(login.roleArn, cli)
      : readPolicyFile(resolve(cli.cwd, options.policy), options.policy);
  const roleArn = login.roleArn.includes('${') ? fillAccountFrom(trust.policy, login.roleArn) : login.roleArn;
  const { document: _document, ...presented } = login;
  const { policy, ...limits } = trust;
  const verdict = evaluateTrust(policy, { ...presented, roleArn, ...limits });
  return { login: { ...login, roleArn }, verdict };
}

interface Trust {
  readonly policy: unknown;
  readonly maxSessionSeconds?: number;
}

async function askIam(roleArn: string, cli: Cli): Promise<Trust> {
  if (roleArn.includes('${')) {
    throw new UsageError(`role "${roleArn}" depends on the account; name it with --account ID`);
  }
  const { openIam, readRoleTrust } = await import('../aws/sts-role-trust.ts');
  const { policy, maxSessionSeconds } = await readRoleTrust(
    openIam({ region: 'us-east-1', ...readPlace(undefined, cli) }),
    roleArn,
  );
  return { policy, maxSessionSeconds };
}

function readPolicyFile(path: string, shown: string): Trust {
  const parsed = parseJson(path, shown);
  const role = fieldOf(parsed, 'Role');
  const policy =
    fieldOf(role, 'AssumeRolePolicyDocument') ?? fieldOf(parsed, 'AssumeRolePolicyDocument') ?? parsed;
  const maximum = fieldOf(role ?? parsed, 'MaxSessionDuration');
  return { policy, ...(typeof maximum === 'number' ? { maxSessionSeconds: maximum } : {}) };
}

function parseJson(path: string, shown: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is no JSON' : 'it cannot be read';
    throw new UsageError(`--policy "${shown}": ${reason}`);
  }
}

/** The account that the policy's own provider names: the role lies in the same one. */
function fillAccountFrom(policy: unknown, roleArn: string): string {
  const account = /arn:[^:"]+:iam::(\d{12}):oidc-provider\//.exec(JSON.stringify(policy) ?? '')?.[1];
  if (account !== undefined) return roleArn.replaceAll('${context.aws.account}', account);
  throw new UsageError(`role "${roleArn}" depends on the account; name it with --account ID`);
}

function toText({ login, verdict }: Checked): string {
  const head = `${login.document}: ${verdict.kind} for ${login.roleArn}\n`;
  return head + verdict.findings.map((finding) => `  ${formatFinding(finding)}\n`).join('');
}

function toJson(checked: readonly Checked[]): string {
  const rows = checked.map(({ login, verdict }) => ({ ...login, ...verdict }));
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}
