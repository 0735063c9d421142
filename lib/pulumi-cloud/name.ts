/** The name of an environment in full. */
export interface CloudEnvironment {
  readonly organization: string;
  readonly project: string;
  readonly name: string;
  /** A revision's number or a tag; left out, the newest. */
  readonly version?: string;
}

/** `organization/project/name[@version]`, as people write it. */
export function formatName({ organization, project, name, version }: CloudEnvironment): string {
  return `${organization}/${project}/${name}${version === undefined ? '' : `@${version}`}`;
}

/** What is wrong with a name, in words that go on after it, or nothing. */
export function nameMistake({ organization, project, name }: CloudEnvironment): string | undefined {
  const bad = [organization, project, name].find((part) => !isPart(part));
  if (bad !== undefined) return `"${bad}": expected up to 100 letters, digits, "-", "_" and "."`;
  // The service's own paths begin with these.
  return ['open', 'yaml'].includes(name) ? `an environment cannot be called "${name}"` : undefined;
}

/** Parts of a name: up to three, and a version behind the last. Undefined for anything else. */
export function splitName(text: string): { parts: readonly string[]; version?: string } | undefined {
  const [, path = '', version] = /^([^@:]*)(?:[@:](.+))?$/.exec(text) ?? [];
  const parts = path.split('/');
  if (parts.length > 3 || !parts.every(isPart)) return undefined;
  if (version === undefined) return { parts };
  return /^[\w.-]{1,100}$/.test(version) ? { parts, version } : undefined;
}

function isPart(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(text) && !/^\.+$/.test(text);
}
