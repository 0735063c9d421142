import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JobsFile } from '../../model/job.ts';
import type { CatalogTask } from '../catalog.ts';
import { readJobsFile } from '../jobs-file.ts';
import { type EnvironmentFile, readEnvironmentFile } from './environment-file.ts';
import { checkEnvironments } from './environment-rules.ts';
import { isEnvironmentPart } from './formats.ts';
import { inOrder } from './order.ts';

/** What loading needs of a file system. Paths are joined with `/`. */
export interface ProjectDisk {
  readonly isFolder: (path: string) => boolean;
  /** All files below a folder, relative to it. */
  readonly listFiles: (folder: string) => readonly string[];
  readonly isFile: (path: string) => boolean;
  /** Throws where it cannot be read, or is no UTF-8. */
  readonly readText: (path: string) => string;
}

export interface LoadProjectInput {
  readonly root: string;
  /** Relative to the root. Default: `jobs.yaml`. */
  readonly jobsFile?: string | undefined;
  readonly disk: ProjectDisk;
  readonly tasks: readonly CatalogTask[];
  /** As `readEnvironments` gives them, `diagnostics` perhaps replaced by those of a better parser. */
  readonly environments: ReadonlyMap<string, EnvironmentFile>;
  /** Account that the app is deployed to, where it is known. */
  readonly account?: string | undefined;
  readonly now: Date;
}

export interface LoadedProject {
  /** Only where nothing is wrong, in the jobs file or in an environment that a job uses. */
  readonly jobsFile?: JobsFile;
  readonly diagnostics: readonly Diagnostic[];
  /** The environments that jobs name, those of jobs with mistakes among them; their imports are not listed. */
  readonly used: readonly string[];
}

/** The nearest folder, from here upward, that holds `environments/`. */
export function findRoot(from: string, { isFolder }: Pick<ProjectDisk, 'isFolder'>): string | undefined {
  const parts = from.replaceAll('\\', '/').replace(/\/+$/, '').split('/');
  for (let length = parts.length; length > 0; length--) {
    const folder = parts.slice(0, length).join('/');
    if (isFolder(`${folder}/environments`)) return folder === '' ? '/' : folder;
  }
  return undefined;
}

/** Reads and checks `jobs.yaml` and the environments that its jobs use; every mistake of all files at once. */
export function loadProject(input: LoadProjectInput): LoadedProject {
  const { root, disk, tasks, environments, account, now, jobsFile: file = 'jobs.yaml' } = input;
  const text = disk.isFile(`${root}/${file}`) ? disk.readText(`${root}/${file}`) : undefined;
  if (text === undefined) {
    const message = 'there is no such file; jobs are declared in jobs.yaml beside environments/';
    return { diagnostics: [{ severity: 'error', file, line: 1, column: 1, message }], used: [] };
  }
  const read = (path: string) => readInside(input, path);
  const checked = readJobsFile({ text, file, tasks, read, environments: [...environments.keys()], now });
  const { uses, locate, jobsFile } = checked;
  const used = [...new Set(uses.map(({ environment }) => environment))];
  const diagnostics = inOrder([
    ...checked.diagnostics,
    ...checkEnvironments({ uses, environments, account, locateJob: locate }),
  ]);
  const isRight = jobsFile !== undefined && diagnostics.every(({ severity }) => severity !== 'error');
  return { ...(isRight ? { jobsFile } : {}), diagnostics, used };
}

/** Every environment of a project by its name, `project/name`; other files below `environments/` are left alone. */
export function readEnvironments({
  root,
  disk,
}: Pick<LoadProjectInput, 'root' | 'disk'>): ReadonlyMap<string, EnvironmentFile> {
  if (!disk.isFolder(`${root}/environments`)) return new Map();
  const names = disk
    .listFiles(`${root}/environments`)
    .map((path) => path.replaceAll('\\', '/').split('/'))
    .filter((parts) => parts.length === 2 && parts[1]?.endsWith('.yaml'))
    .map(([project = '', file = '']) => ({ project, name: file.slice(0, -'.yaml'.length) }))
    .filter(({ project, name }) => isEnvironmentPart(project) && isEnvironmentPart(name))
    .map(({ project, name }) => `${project}/${name}`)
    .sort();
  return new Map(names.map((name) => [name, readEnvironment(name, { root, disk })]));
}

function readEnvironment(
  name: string,
  { root, disk }: Pick<LoadProjectInput, 'root' | 'disk'>,
): EnvironmentFile {
  const file = `environments/${name}.yaml`;
  return readEnvironmentFile({ name, file, text: disk.readText(`${root}/${file}`) });
}

/** Reads a file that settings name: below the root, and nowhere else. */
function readInside({ root, disk }: LoadProjectInput, path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || parts.includes('..')) {
    throw new Error(`"${path}" is outside the project; files are named from the folder of jobs.yaml on`);
  }
  const file = `${root}/${parts.join('/')}`;
  if (!disk.isFile(file)) throw new Error(`there is no readable file "${path}"`);
  try {
    return disk.readText(file);
  } catch (error) {
    throw new Error(`"${path}": ${error instanceof Error ? error.message : String(error)}`);
  }
}
