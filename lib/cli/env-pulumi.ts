import { type CloudEnvironment, formatName, nameMistake } from '../model/cloud-name.ts';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';
import { parseDuration } from '../model/duration.ts';
import { DocumentError, ServiceError, UsageError } from '../model/errors.ts';
import {
  createEnvironment,
  decryptEnvironment,
  listEnvironments,
  readEnvironment,
  removeEnvironment,
  updateEnvironment,
} from '../pulumi-cloud/environments.ts';
import { checkYaml, openCloudEnvironment } from '../pulumi-cloud/open.ts';
import type { Cli } from './cli.ts';
import { type EnvironmentBackend, type EnvironmentWriting, environmentChanged } from './env-backend.ts';
import { type CloudPlace, cloudPlace } from './env-pulumi-name.ts';
import { openPulumiCloud } from './pulumi-cloud.ts';
import type { LiveOptions } from './run-open.ts';

/** AWS gives no session for less; ESC does not tell when the credentials that it opened expire. */
const shortestSessionMs = 15 * 60_000;

/** Environments that are kept in Pulumi Cloud, or in a service with its contract at another address. */
export function pulumiEnvironments(cli: Cli, address?: string): EnvironmentBackend {
  const place = cloudPlace(openPulumiCloud(cli, address), cli);
  const { cloud, find } = place;
  return {
    list: async ({ organization, project }) => listTitles(place, { organization, project }),
    read: async (wanted) => {
      const title = await find(wanted);
      return { title, ...(await notFoundAsUsage(readEnvironment(cloud, title), title)) };
    },
    write: async (wanted, writing) => write(place, wanted, writing),
    create: async (wanted) => create(place, wanted),
    remove: async (wanted) => {
      const title = unpinned(await find(wanted));
      await notFoundAsUsage(removeEnvironment(cloud, title), title);
      return title;
    },
    check: async (wanted, text) => {
      const { organization, ...rest } = await find(wanted);
      const checked = await checkYaml(cloud, {
        organization,
        name: formatName({ organization, ...rest }),
        yaml: text,
      });
      return { value: checked.value, diagnostics: checked.diagnostics.map(toDiagnostic) };
    },
    open: async (wanted, options) => open(place, { wanted, options, cli }),
    readDecrypted: async (wanted) => {
      const title = await find(wanted);
      return { title, ...(await notFoundAsUsage(decryptEnvironment(cloud, title), title)) };
    },
  };
}

/** Names of the account's own organization are shown without it. */
async function listTitles(
  { cloud, defaultOrganization }: CloudPlace,
  { organization, project }: { organization: string | undefined; project: string | undefined },
) {
  const own = await defaultOrganization();
  const all = await listEnvironments(cloud, organization);
  return all
    .filter((title) => project === undefined || title.project === project)
    .sort((a, b) => (formatName(a) < formatName(b) ? -1 : 1))
    .map(({ organization: owner, ...title }) => (owner === own ? title : { organization: owner, ...title }));
}

async function write(
  { cloud, find }: CloudPlace,
  wanted: string,
  { text, etag }: EnvironmentWriting,
): Promise<readonly Diagnostic[]> {
  const title = unpinned(await find(wanted));
  try {
    const writing = { text, ...(etag === undefined ? {} : { etag }) };
    return (await updateEnvironment(cloud, title, writing)).map(toDiagnostic);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'Conflict') throw environmentChanged(title);
    if (!(error instanceof DocumentError)) throw error;
    // What is being written has no name yet at the service.
    const named = error.diagnostics.map((diagnostic) =>
      diagnostic.file === '<yaml>' ? { ...diagnostic, file: formatName(title) } : diagnostic,
    );
    throw new DocumentError(named);
  }
}

async function create({ cloud, readNew }: CloudPlace, wanted: string): Promise<CloudEnvironment> {
  const title = await readNew(wanted);
  const mistake = nameMistake(title);
  if (mistake !== undefined) throw new UsageError(mistake);
  try {
    await createEnvironment(cloud, title);
    return title;
  } catch (error) {
    const exists = error instanceof ServiceError && error.code === 'Conflict';
    throw exists ? new UsageError(`"${formatName(title)}" exists already`) : error;
  }
}

interface Opening {
  readonly wanted: string;
  readonly options: LiveOptions;
  readonly cli: Cli;
}

async function open({ cloud, find }: CloudPlace, { wanted, options, cli }: Opening) {
  const lifetime = options.lifetime ?? '2h';
  const lifetimeSeconds = parseDuration(lifetime);
  if (lifetimeSeconds === undefined)
    throw new UsageError(`--lifetime: "${lifetime}" is no duration such as 2h`);
  const title = await find(wanted);
  const opening = openCloudEnvironment(cloud, title, lifetimeSeconds);
  const { value, diagnostics } = await notFoundAsUsage(opening, title);
  for (const warning of diagnostics) cli.stderr.write(`${formatDiagnostic(toDiagnostic(warning))}\n`);
  return { value, expiration: new Date(cli.now().getTime() + shortestSessionMs) };
}

async function notFoundAsUsage<T>(call: Promise<T>, title: CloudEnvironment): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 404) throw error;
    throw new UsageError(
      `there is no environment "${formatName(title)}" in Pulumi Cloud, or none for this login`,
    );
  }
}

function unpinned({ version, ...title }: CloudEnvironment): CloudEnvironment {
  if (version === undefined) return title;
  throw new UsageError(`a version cannot be changed; leave "@${version}" out`);
}

function toDiagnostic(diagnostic: {
  readonly severity: 'error' | 'warning';
  readonly environment: string;
  readonly line: number;
  readonly column: number;
  readonly summary: string;
}): Diagnostic {
  const { environment: file, summary: message, ...place } = diagnostic;
  return { ...place, file, message };
}
