import type { EnvironmentDiagnostic } from '../esc/index.ts';
import { type CloudEnvironment, formatName } from '../model/cloud-name.ts';
import { ServiceError } from '../model/errors.ts';
import { callPulumi, type PulumiCloud } from './call.ts';
import { readDiagnostics } from './diagnostics.ts';
import { listAt, objectOf, readObject, textAt } from './json.ts';

/** A stored document, and what it takes to replace exactly this state of it. */
export interface CloudText {
  readonly text: string;
  readonly etag: string;
}

/** All environments that this account may see, of one organization or of all. */
export async function listEnvironments(
  cloud: PulumiCloud,
  organization?: string,
): Promise<readonly CloudEnvironment[]> {
  const path = organization === undefined ? root : `${root}/${encodeURIComponent(organization)}`;
  const found: CloudEnvironment[] = [];
  let continuationToken: string | undefined;
  do {
    const query = { continuationToken };
    const message = 'cannot list the environments';
    const body = readObject((await callPulumi(cloud, { method: 'GET', path, query, message })).text);
    found.push(...listAt(body, 'environments').map((item) => readTitle(objectOf(item))));
    const next = textAt(body, 'nextToken');
    if (next !== undefined && next === continuationToken) {
      throw new ServiceError({
        code: 'PulumiCloudAnswer',
        service: 'pulumi-cloud',
        operation: 'GET',
        message: `${message}: the service answers the same page again and again`,
      });
    }
    continuationToken = next;
  } while (continuationToken !== undefined);
  return found;
}

/** The document as it is stored, its secrets encrypted; a version of it where the name has one. */
export async function readEnvironment(cloud: PulumiCloud, environment: CloudEnvironment): Promise<CloudText> {
  const path = versionPath(environment);
  const message = `cannot read "${formatName(environment)}"`;
  const { text, headers } = await callPulumi(cloud, { method: 'GET', path, message });
  return { text, etag: headers.get('etag') ?? '' };
}

/** The document with its secrets in clear, as far as this account may see them. */
export async function decryptEnvironment(
  cloud: PulumiCloud,
  environment: CloudEnvironment,
): Promise<CloudText> {
  const path = `${versionPath(environment)}/decrypt`;
  const message = `cannot decrypt "${formatName(environment)}"`;
  const { text, headers } = await callPulumi(cloud, { method: 'GET', path, message });
  return { text, etag: headers.get('etag') ?? '' };
}

/** Whether there is such an environment, for this account. */
export async function environmentExists(cloud: PulumiCloud, environment: CloudEnvironment): Promise<boolean> {
  const message = `cannot look for "${formatName(environment)}"`;
  try {
    await callPulumi(cloud, { method: 'GET', path: versionPath(environment), message });
    return true;
  } catch (error) {
    // Of another organization the service tells nothing at all.
    if (error instanceof ServiceError && (error.status === 404 || error.status === 403)) return false;
    throw error;
  }
}

/** Makes an empty environment; code `Conflict` where there is one of that name. */
export async function createEnvironment(cloud: PulumiCloud, environment: CloudEnvironment): Promise<void> {
  const { organization, project, name } = environment;
  await callPulumi(cloud, {
    method: 'POST',
    path: `${root}/${encodeURIComponent(organization)}`,
    body: JSON.stringify({ project, name }),
    message: `cannot make "${formatName(environment)}"`,
  });
}

/** Removes an environment for good. */
export async function removeEnvironment(cloud: PulumiCloud, environment: CloudEnvironment): Promise<void> {
  const message = `cannot remove "${formatName(environment)}"`;
  await callPulumi(cloud, { method: 'DELETE', path: pathOf(environment), message });
}

/**
 * Replaces the document; the service encrypts what is an `fn::secret` in clear. With an etag only the state that was
 * read is replaced, else code `Conflict`; mistakes throw DocumentError, and nothing is stored. The answer holds warnings.
 */
export async function updateEnvironment(
  cloud: PulumiCloud,
  environment: CloudEnvironment,
  { text, etag }: { readonly text: string; readonly etag?: string },
): Promise<readonly EnvironmentDiagnostic[]> {
  const answer = await callPulumi(cloud, {
    method: 'PATCH',
    path: pathOf(environment),
    body: text,
    message: `cannot write "${formatName(environment)}"`,
    ...(etag === undefined ? {} : { etag }),
  });
  return readDiagnostics(readObject(answer.text));
}

const root = '/api/esc/environments';

/** The path of an environment, whatever its version. */
export function pathOf({ organization, project, name }: CloudEnvironment): string {
  return [root, ...[organization, project, name].map(encodeURIComponent)].join('/');
}

/** The path of the version that the name asks for. */
export function versionPath(environment: CloudEnvironment): string {
  const { version } = environment;
  const path = pathOf(environment);
  return version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`;
}

function readTitle(item: Readonly<Record<string, unknown>>): CloudEnvironment {
  return {
    organization: textAt(item, 'organization') ?? '',
    project: textAt(item, 'project') ?? 'default',
    name: textAt(item, 'name') ?? '',
  };
}
