import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { JobsFile } from '../model/job.ts';
import { catalog } from '../tasks/catalog.ts';
import {
  findRoot,
  type LoadedProject,
  loadProject,
  type ProjectDisk,
  readEnvironments,
} from '../tasks/jobs-file/load-project.ts';
import { mergeDiagnostics } from '../tasks/jobs-file/order.ts';
import { evaluate, type ProjectEnvironments, parseEnvironments } from './project-evaluator.ts';
import { checkTrust } from './project-trust.ts';
import { readTextFile } from './text-file.ts';

export interface CheckedProject {
  readonly root: string;
  readonly jobsFile: JobsFile;
  /** Every environment of the project by name, those that no job uses among them. */
  readonly environments: ProjectEnvironments;
  /** What is right but could be better. */
  readonly warnings: readonly Diagnostic[];
}

export interface ProjectChoice {
  readonly cwd: string;
  /** Another jobs file than the project's `jobs.yaml`. */
  readonly file?: string | undefined;
  /** Account that the app is deployed to, where it is known: roles of other accounts are then mistakes. */
  readonly account?: string | undefined;
  /** Calendars of holidays are read for the years around it. */
  readonly now: Date;
}

/**
 * Loads the project that a folder lies in, its files read but no environment evaluated. Mistakes throw a DocumentError
 * that holds them all.
 */
export function loadCheckedProject(choice: ProjectChoice): CheckedProject {
  const loaded = load(choice);
  return finish(choice, loaded, loaded.diagnostics);
}

/** The same, and the environments that jobs use evaluated as far as nothing has to be opened for it. */
export async function loadEvaluatedProject(choice: ProjectChoice): Promise<CheckedProject> {
  const loaded = load(choice);
  const { environments, used } = loaded;
  const found = await Promise.all(used.map((name) => evaluate(name, environments)));
  const { jobsFile } = loaded;
  const trust = jobsFile === undefined ? [] : checkTrust({ ...choice, jobsFile, environments });
  return finish(choice, loaded, mergeDiagnostics(loaded.diagnostics, [...found.flat(), ...trust]));
}

interface Loaded extends LoadedProject {
  readonly root: string;
  readonly environments: ProjectEnvironments;
}

function load({ cwd, file, account, now }: ProjectChoice): Loaded {
  const path = file === undefined ? undefined : resolve(cwd, file);
  const root = projectRoot(path === undefined ? cwd : dirname(path));
  const jobsFile = path === undefined ? undefined : relative(root, path);
  const disk = { ...folders, readText: (file: string) => readTextFile(file, cwd) };
  const environments = parseEnvironments(readEnvironments({ root, disk }));
  const loaded = loadProject({ root, jobsFile, disk, tasks: catalog, account, environments, now });
  return { ...loaded, root, environments };
}

function finish({ cwd }: ProjectChoice, loaded: Loaded, diagnostics: readonly Diagnostic[]): CheckedProject {
  const { root, jobsFile, environments } = loaded;
  const shown = diagnostics.map((diagnostic) => seenFrom(cwd, root, diagnostic));
  const isRight = diagnostics.every(({ severity }) => severity !== 'error');
  if (jobsFile === undefined || !isRight) throw new DocumentError(shown);
  return { root, jobsFile, environments, warnings: shown };
}

/** The nearest folder with `environments/`; a UsageError where there is none. */
export function projectRoot(cwd: string): string {
  const root = findRoot(cwd, folders);
  if (root === undefined) {
    throw new UsageError('no folder environments/ here or above; change to your project, or make one there');
  }
  return root;
}

const folders: Omit<ProjectDisk, 'readText'> = {
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  listFiles: (folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }),
};

/** Files are named as the person at the prompt can open them. */
function seenFrom(cwd: string, root: string, diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, file: relative(cwd, join(root, diagnostic.file)) };
}
