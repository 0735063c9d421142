import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  type EnvironmentDiagnostic,
  type OpenedEnvironment,
  openEnvironment,
  type PlainValue,
  type Provider,
  parseEnvironment,
} from '../esc/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';

/** An environment on disk, as it was named on the command line. */
export interface EnvironmentChoice {
  /** `project/name`, or a path: it ends in `.yaml` or holds `./`. */
  readonly wanted: string;
  readonly cwd: string;
  /** Another name for diagnostics and `${context…}` (`--as`). */
  readonly name?: string;
}

interface EnvironmentPlace {
  readonly name: string;
  readonly file: string;
  /** The folder below which imports are files. */
  readonly folder: string;
}

export interface FileOpening {
  readonly providers: Readonly<Record<string, Provider>>;
  readonly context: PlainValue;
  readonly mode: 'open' | 'check';
}

export interface OpenedFile extends OpenedEnvironment {
  readonly warnings: readonly Diagnostic[];
}

/** Opens or checks an environment on disk. Throws DocumentError with every mistake, or UsageError if there is none. */
export async function openEnvironmentFile(
  choice: EnvironmentChoice,
  opening: FileOpening,
): Promise<OpenedFile> {
  const place = findEnvironment(choice);
  const files = new Map([[place.name, place.file]]);
  const parsed = parseEnvironment(readText(place.file), { name: place.name });
  const opened = await openEnvironment({
    name: place.name,
    ...parsed,
    ...opening,
    load: async (name) => {
      const file = fileOf(place.folder, name);
      if (file === undefined) return undefined;
      files.set(name, file);
      return parseEnvironment(readText(file), { name });
    },
  });
  const diagnostics = opened.diagnostics.map((diagnostic) => locate(diagnostic, files, choice.cwd));
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
  return { ...opened, warnings: diagnostics };
}

function findEnvironment({ wanted, cwd, name }: EnvironmentChoice): EnvironmentPlace {
  if (wanted.endsWith('.yaml') || wanted.includes('./') || isAbsolute(wanted)) {
    const file = resolve(cwd, wanted);
    if (!existsSync(file)) throw new UsageError(`there is no file "${wanted}"`);
    return { name: name ?? basename(file, '.yaml'), file, folder: dirname(file) };
  }
  const folder = environmentsFolder(cwd);
  const file = fileOf(folder, wanted);
  if (file === undefined)
    throw new UsageError(`there is no environment "${wanted}" below ${relative(cwd, folder)}`);
  return { name: name ?? qualified(wanted), file, folder };
}

/** The nearest folder `environments/`, here or above. */
function environmentsFolder(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, 'environments');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) {
      throw new UsageError('no folder environments/ here or above; change to your project, or name a file');
    }
  }
}

/** The file of an environment: `[org/]project/name`, or `name` here or in the project `default`. Pins are ignored. */
function fileOf(folder: string, name: string): string | undefined {
  const [unpinned = ''] = name.split(/[@:]/);
  const parts = unpinned.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\')))
    return undefined;
  const candidates = [parts, parts.length === 1 ? ['default', ...parts] : parts.slice(-2)];
  return candidates.map((candidate) => `${join(folder, ...candidate)}.yaml`).find((file) => existsSync(file));
}

function qualified(wanted: string): string {
  const parts = wanted.split('/');
  return parts.length === 1 ? `default/${wanted}` : parts.slice(-2).join('/');
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

function locate(
  { severity, environment, line, column, summary }: EnvironmentDiagnostic,
  files: ReadonlyMap<string, string>,
  cwd: string,
): Diagnostic {
  const file = files.get(environment);
  return {
    severity,
    file: file === undefined ? environment : relative(cwd, file),
    line,
    column,
    message: summary,
  };
}
