import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCloudName } from '../model/cloud-name.ts';
import { UsageError } from '../model/errors.ts';
import { didYouMean } from '../model/schedule/nearest.ts';
import { type EnvironmentFile, readEnvironmentFile } from '../tasks/jobs-file/environment-file.ts';
import type { Cli } from './cli.ts';
import { loginsOf, type PresentedLogin } from './presented-login.ts';
import { projectRoot } from './project.ts';
import { readSettings } from './run-settings.ts';
import { readTextFile } from './text-file.ts';

export interface PresentedQuestion {
  readonly cwd: string;
  /** `[org/]project/env`. */
  readonly environment: string;
  /** Options of the command line; what they leave out is read from `jobs.yaml`. */
  readonly organization?: string;
  readonly issuer?: string;
  readonly pulumiCloud?: boolean;
  /** Stands for `${context.aws.account}`. */
  readonly account?: string;
}

const pulumiIssuer = 'https://api.pulumi.com/oidc';

/** Every login that opening the environment will present a token for, without opening anything. */
export async function presentedLogins(
  question: PresentedQuestion,
  cli: Cli,
): Promise<readonly PresentedLogin[]> {
  if (isCloudName(question.environment)) {
    const { cloudLogins } = await import('./trust-cloud.ts');
    return cloudLogins(question, cli);
  }
  const root = projectRoot(question.cwd);
  const name = readName(question.environment);
  const environments = readEnvironments(root, name.environment);
  const settings = readSettings(root);
  const organization = name.organization ?? question.organization ?? settings.organization;
  if (organization === undefined) {
    throw new UsageError('name the organization: --organization NAME, or "organization" in jobs.yaml');
  }
  const issuerUrl = issuerOf(question, settings.issuerUrl);
  const presenting = { environment: name.environment, environments, organization, issuerUrl };
  return loginsOf({ ...presenting, account: question.account }).map(({ login }) => login);
}

function readName(text: string): { organization?: string; environment: string } {
  const parts = text.split('/');
  if (parts.some((part) => !/^[\w.-]+$/.test(part)) || parts.length > 3) {
    throw new UsageError(`"${text}" is no environment; write [org/]project/env`);
  }
  const [first = '', second = '', third] = parts;
  if (third !== undefined) return { organization: first, environment: `${second}/${third}` };
  return { environment: parts.length === 1 ? `default/${first}` : text };
}

function readEnvironments(root: string, wanted: string): ReadonlyMap<string, EnvironmentFile> {
  const folder = join(root, 'environments');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const names = files.map((file) => file.slice(0, -'.yaml'.length));
  if (!names.includes(wanted)) {
    throw new UsageError(`there is no environment "${wanted}"${didYouMean(wanted, names)}`);
  }
  return new Map(
    names.map((name) => {
      const text = readTextFile(join(folder, `${name}.yaml`), root);
      return [name, readEnvironmentFile({ name, file: `environments/${name}.yaml`, text })];
    }),
  );
}

function issuerOf({ issuer, pulumiCloud }: PresentedQuestion, configured: string | undefined): string {
  if (pulumiCloud === true) return pulumiIssuer;
  const url = issuer ?? configured;
  if (url === undefined) {
    throw new UsageError(
      'name the issuer: --issuer URL (the stack\'s output IssuerUrl), --pulumi-cloud, or "issuer.domain" in jobs.yaml',
    );
  }
  if (/^https?:\/\/[^\s]+$/.test(url)) return url.replace(/\/$/, '');
  throw new UsageError(`--issuer: "${url}" is no URL such as https://issuer.example`);
}
