import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { JobsFile } from '../model/job.ts';
import { catalog } from '../tasks/catalog.ts';
import type { EnvironmentFile } from '../tasks/jobs-file/environment-file.ts';
import { findRoot, loadProject, type ProjectDisk } from '../tasks/jobs-file/load-project.ts';

export interface CheckedProject {
  readonly root: string;
  readonly jobsFile: JobsFile;
  /** Every environment of the project by name, those that no job uses among them. */
  readonly environments: ReadonlyMap<string, EnvironmentFile>;
  /** What is right but could be better. */
  readonly warnings: readonly Diagnostic[];
}

export interface ProjectChoice {
  readonly cwd: string;
  /** Another jobs file than the project's `jobs.yaml`. */
  readonly file?: string | undefined;
  /** Account that the app is deployed to, where it is known: roles of other accounts are then mistakes. */
  readonly account?: string | undefined;
}

/** Loads the project that a folder lies in. Mistakes in its files throw a DocumentError that holds them all. */
export function loadCheckedProject({ cwd, file, account }: ProjectChoice): CheckedProject {
  const path = file === undefined ? undefined : resolve(cwd, file);
  const root = projectRoot(path === undefined ? cwd : dirname(path));
  const chosen = path === undefined ? undefined : relative(root, path);
  const { jobsFile, environments, diagnostics } = loadProject({
    root,
    jobsFile: chosen,
    disk,
    tasks: catalog,
    account,
  });
  const shown = diagnostics.map((diagnostic) => seenFrom(cwd, root, diagnostic));
  if (jobsFile === undefined) throw new DocumentError(shown);
  return { root, jobsFile, environments, warnings: shown };
}

/** The nearest folder with `environments/`; a UsageError where there is none. */
export function projectRoot(cwd: string): string {
  const root = findRoot(cwd, disk);
  if (root === undefined) {
    throw new UsageError('no folder environments/ here or above; change to your project, or make one there');
  }
  return root;
}

const disk: ProjectDisk = {
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  listFiles: (folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }),
  readText: (path) => readFileSync(path, 'utf8'),
};

/** Files are named as the person at the prompt can open them. */
function seenFrom(cwd: string, root: string, diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, file: relative(cwd, join(root, diagnostic.file)) };
}
