/** The name of an environment that is kept in Pulumi Cloud, in full. */
export interface CloudEnvironment {
  readonly organization: string;
  readonly project: string;
  readonly name: string;
  /** A revision's number or a tag; left out, the newest. */
  readonly version?: string;
}

const scheme = 'pulumi://';

/** Whether a name on the command line or in jobs.yaml says that the environment is kept in Pulumi Cloud. */
export function isCloudName(text: string): boolean {
  return text.startsWith(scheme);
}

/** Reads `pulumi://organization/project/name[@version]`; undefined for anything else. */
export function readCloudName(text: string): CloudEnvironment | undefined {
  const split = isCloudName(text) ? splitName(text) : undefined;
  const [organization, project, name] = split?.parts ?? [];
  if (organization === undefined || project === undefined || name === undefined) return undefined;
  return { organization, project, name, ...(split?.version === undefined ? {} : { version: split.version }) };
}

/** `organization/project/name[@version]`, as people write it. */
export function formatName({ organization, project, name, version }: CloudEnvironment): string {
  return `${organization}/${project}/${name}${version === undefined ? '' : `@${version}`}`;
}

/** What is wrong with a name for a new environment, or nothing. */
export function nameMistake({ organization, project, name }: CloudEnvironment): string | undefined {
  const bad = [organization, project, name].find((part) => !isPart(part));
  if (bad !== undefined) return `"${bad}": expected up to 100 letters, digits, "-", "_" and "."`;
  // The service's own paths begin with these.
  return ['open', 'yaml'].includes(name) ? `an environment cannot be called "${name}"` : undefined;
}

/** Parts of a name, with `pulumi://` before it or not: up to three, and a version behind the last. */
export function splitName(text: string): { parts: readonly string[]; version?: string } | undefined {
  const written = isCloudName(text) ? text.slice(scheme.length) : text;
  const [, path = '', version] = /^([^@:]*)(?:[@:](.+))?$/.exec(written) ?? [];
  const parts = path.split('/');
  if (parts.length > 3 || !parts.every(isPart)) return undefined;
  if (version === undefined) return { parts };
  return /^[\w.-]{1,100}$/.test(version) ? { parts, version } : undefined;
}

function isPart(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(text) && !/^\.+$/.test(text);
}
