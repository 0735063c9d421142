import { UsageError } from '../model/errors.ts';
import { pulumiIssuer } from '../model/pulumi-cloud-settings.ts';
import { readAccount } from '../pulumi-cloud/account.ts';
import { readEnvironment } from '../pulumi-cloud/environments.ts';
import { type EnvironmentFile, readEnvironmentFile } from '../tasks/jobs-file/environment-file.ts';
import type { Cli } from './cli.ts';
import { type CloudPlace, cloudPlace } from './env-pulumi-name.ts';
import { loginsOf, type PresentedLogin } from './presented-login.ts';
import { openPulumiCloud } from './pulumi-cloud.ts';

export interface CloudQuestion {
  /** `pulumi://[organization/]project/name`. */
  readonly environment: string;
  /** Stands for `${context.aws.account}`. */
  readonly account?: string;
}

/** Every login that opening an environment in Pulumi Cloud will present a token for; it is read there, and not opened. */
export async function cloudLogins(
  { environment, account }: CloudQuestion,
  cli: Cli,
): Promise<readonly PresentedLogin[]> {
  const place = cloudPlace(openPulumiCloud(cli), cli);
  const { organization, project, name, version } = await place.find(environment);
  const root = `${project}/${name}`;
  const environments = await readClosure(place, { organization, root, version });
  const presenting = { environment: root, environments, organization, account };
  const { login: userLogin } = await readAccount(place.cloud);
  return loginsOf({ ...presenting, userLogin, issuerUrl: pulumiIssuer(place.cloud) }).map(
    ({ login }) => login,
  );
}

interface Root {
  readonly organization: string;
  /** `project/name`. */
  readonly root: string;
  readonly version: string | undefined;
}

/** The environment and all that it imports, directly or not, as they are stored. */
async function readClosure(
  { cloud }: CloudPlace,
  { organization, root, version }: Root,
): Promise<ReadonlyMap<string, EnvironmentFile>> {
  const found = new Map<string, EnvironmentFile>();
  const queue = [root];
  for (const name of queue) {
    if (found.has(name)) continue;
    const [project = '', environment = ''] = name.split('/');
    const pin = name === root && version !== undefined ? { version } : {};
    const { text } = await readEnvironment(cloud, { organization, project, name: environment, ...pin });
    const file = readEnvironmentFile({ name, file: `${organization}/${name}`, text });
    const [mistake] = file.diagnostics;
    if (mistake !== undefined) throw new UsageError(`"${organization}/${name}": ${mistake.message}`);
    found.set(name, file);
    queue.push(...file.imports.map((imported) => imported.name));
  }
  return found;
}
