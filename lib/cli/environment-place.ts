import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { didYouMean } from '../model/schedule/nearest.ts';

/** An environment on disk, as it was named on the command line. */
export interface EnvironmentChoice {
  /** `[organization/]project/name`, or a path: it ends in `.yaml` or holds `./`. */
  readonly wanted: string;
  readonly cwd: string;
  /** Another name for diagnostics and `${context…}` (`--as`). */
  readonly name?: string;
}

export interface EnvironmentPlace {
  readonly name: string;
  readonly file: string;
  /** The folder below which imports are files. */
  readonly folder: string;
  /** Where the name on the command line said it. */
  readonly organization?: string;
}

/** Whether a name on the command line is that of a file. */
export function isFileName(wanted: string): boolean {
  return wanted.endsWith('.yaml') || wanted.includes('./') || isAbsolute(wanted);
}

/** The file of an environment. Throws UsageError where there is none. */
export function findEnvironment({ wanted, cwd, name }: EnvironmentChoice): EnvironmentPlace {
  if (isFileName(wanted)) {
    const file = resolve(cwd, wanted);
    if (!existsSync(file)) throw new UsageError(`there is no file "${wanted}"`);
    return { name: name ?? nameOfFile(file), file, folder: dirname(file) };
  }
  refusePin(wanted);
  const folder = environmentsFolder(cwd);
  const found = readings(wanted).flatMap((reading) => {
    const file = fileOf(folder, reading.name);
    return file === undefined ? [] : [{ ...reading, file, folder }];
  })[0];
  if (found === undefined) throw noEnvironment(wanted, { folder, cwd });
  return { ...found, name: name ?? found.name };
}

function noEnvironment(wanted: string, { folder, cwd }: { folder: string; cwd: string }): UsageError {
  const names = environmentNames(folder).map(({ project, name }) => `${project}/${name}`);
  const [hint = ''] = readings(wanted)
    .map(({ name }) => didYouMean(name, names))
    .filter((found) => found !== '');
  return new UsageError(`there is no environment "${wanted}" below ${relative(cwd, folder)}${hint}`);
}

/** Every environment below a folder, in the order of the directory. */
export function environmentNames(
  folder: string,
): readonly { readonly project: string; readonly name: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length).replaceAll('\\', '/').split('/'))
    .filter(({ length }) => length <= 2)
    .map(([first = '', name]) =>
      name === undefined ? { project: 'default', name: first } : { project: first, name },
    );
}

/** A file that lies where environments do is the one of that name: its secrets are encrypted for it. */
function nameOfFile(file: string): string {
  const name = basename(file, '.yaml');
  const project = dirname(file);
  return basename(dirname(project)) === 'environments' ? `${basename(project)}/${name}` : name;
}

function refusePin(wanted: string): void {
  const [pin] = /[@:].*$/.exec(wanted) ?? [];
  if (pin !== undefined) throw new UsageError(`"${wanted}": a file has one version; leave "${pin}" out`);
}

interface NameReading {
  readonly name: string;
  readonly organization?: string;
}

/** What a name may mean, the likeliest first: two parts are a project's, or an organization's of project `default`. */
export function readings(wanted: string): readonly NameReading[] {
  const parts = wanted.split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1) return [{ name: `default/${first}` }];
  if (parts.length === 2) return [{ name: wanted }, { organization: first, name: `default/${second}` }];
  if (parts.length === 3) return [{ organization: first, name: `${second}/${third}` }];
  return [];
}

/** The nearest folder `environments/`, here or above. */
export function environmentsFolder(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, 'environments');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) {
      throw new UsageError('no folder environments/ here or above; change to your project, or name a file');
    }
  }
}

/** The file of an environment that a document imports: `project/name`, or `name` of project `default`. Pins are ignored. */
export function fileOf(folder: string, name: string): string | undefined {
  const [unpinned = ''] = name.split(/[@:]/);
  const parts = unpinned.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\')))
    return undefined;
  const isInDefault = parts.length === 2 && parts[0] === 'default';
  const candidates = [parts, ...(parts.length === 1 ? [['default', ...parts]] : [])];
  if (isInDefault) candidates.push(parts.slice(1));
  return candidates.map((candidate) => `${join(folder, ...candidate)}.yaml`).find((file) => existsSync(file));
}
