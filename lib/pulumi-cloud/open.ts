import { type EnvironmentDiagnostic, readDetailedProperties, type Value } from '../esc/index.ts';
import { type CloudEnvironment, formatName } from '../model/cloud-name.ts';
import { DocumentError, ServiceError } from '../model/errors.ts';
import { callPulumi, type PulumiCall, type PulumiCloud } from './call.ts';
import { readDiagnostics } from './diagnostics.ts';
import { pathOf, versionPath } from './environments.ts';
import { objectOf, readObject, textAt } from './json.ts';

/** What the service made of an environment. */
export interface CloudOpened {
  readonly value: Value | undefined;
  /** Warnings; with an error among them opening throws, and checking gives no value. */
  readonly diagnostics: readonly EnvironmentDiagnostic[];
}

/**
 * Opens an environment, its providers called by the service, and reads what they gave. The open is never tried again.
 * Throws DocumentError with the mistakes that the service found, ServiceError for all else.
 */
export async function openCloudEnvironment(
  cloud: PulumiCloud,
  environment: CloudEnvironment,
  lifetimeSeconds: number,
): Promise<CloudOpened> {
  const message = `cannot open "${formatName(environment)}"`;
  const query = { duration: goDuration(lifetimeSeconds) };
  const call = { method: 'POST', path: `${versionPath(environment)}/open`, query, message } as const;
  const { id, diagnostics } = await openSession(cloud, call);
  const path = `${pathOf(environment)}/open/${encodeURIComponent(id)}`;
  const { text } = await callPulumi(cloud, { method: 'GET', path, message });
  return { value: readValue(text, { name: formatName(environment), message }), diagnostics };
}

export interface AnonymousProperty {
  readonly organization: string;
  readonly yaml: string;
  /** The one value that is wanted, such as `token` or `a.b[0]`. */
  readonly property: string;
  readonly lifetimeSeconds: number;
}

/** Opens a document that is stored nowhere and gives one value of it, which is a text. */
export async function openAnonymousProperty(cloud: PulumiCloud, wanted: AnonymousProperty): Promise<string> {
  const { organization, property } = wanted;
  const message = `cannot open an environment of "${organization}"`;
  const path = `/api/esc/environments/${encodeURIComponent(organization)}/yaml/open`;
  const query = { duration: goDuration(wanted.lifetimeSeconds) };
  const { id } = await openSession(cloud, { method: 'POST', path, query, body: wanted.yaml, message });
  const read = { method: 'GET', path: `${path}/${encodeURIComponent(id)}`, query: { property } } as const;
  const value = textAt(readObject((await callPulumi(cloud, { ...read, message })).text), 'value');
  if (value === undefined) throw badAnswer(message, `"${property}" is no text`);
  return value;
}

/** What the service says of a document without calling a provider; mistakes are in the answer. */
export async function checkYaml(
  cloud: PulumiCloud,
  {
    organization,
    name,
    yaml,
  }: { readonly organization: string; readonly name: string; readonly yaml: string },
): Promise<CloudOpened> {
  const message = `cannot check "${name}"`;
  const path = `/api/esc/environments/${encodeURIComponent(organization)}/yaml/check`;
  try {
    const { text } = await callPulumi(cloud, { method: 'POST', path, body: yaml, message });
    const body = readObject(text);
    return { value: readValue(text, { name, message }), diagnostics: named(readDiagnostics(body), name) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const diagnostics = error.diagnostics.map(({ file, message: summary, ...place }) => ({
      ...place,
      environment: file,
      summary,
    }));
    return { value: undefined, diagnostics: named(diagnostics, name) };
  }
}

/** The service knows a document that it only checks as `<yaml>`. */
function named(
  diagnostics: readonly EnvironmentDiagnostic[],
  name: string,
): readonly EnvironmentDiagnostic[] {
  return diagnostics.map((diagnostic) =>
    diagnostic.environment === '<yaml>' ? { ...diagnostic, environment: name } : diagnostic,
  );
}

async function openSession(cloud: PulumiCloud, call: PulumiCall) {
  const body = readObject((await callPulumi(cloud, call)).text);
  const id = textAt(body, 'id');
  if (id === undefined) throw badAnswer(call.message, 'it names no session');
  return { id, diagnostics: readDiagnostics(body) };
}

function readValue(text: string, { name, message }: { name: string; message: string }): Value | undefined {
  if (Object.keys(objectOf(readObject(text)['properties'])).length === 0) return undefined;
  const value = readDetailedProperties(text, name);
  if (value === undefined) throw badAnswer(message, 'its values cannot be read');
  return value;
}

function badAnswer(message: string, reason: string): ServiceError {
  const text = `${message}: the service's answer is not what was agreed: ${reason}`;
  return new ServiceError({
    code: 'PulumiCloudAnswer',
    service: 'pulumi-cloud',
    operation: 'open',
    message: text,
  });
}

/** As Go writes durations: `2h0m0s`. */
function goDuration(seconds: number): string {
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
