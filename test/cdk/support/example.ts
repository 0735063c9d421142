import { join } from 'node:path';
import { appInputOf } from '../../../lib/cdk/app-input.ts';
import type { AppInput } from '../../../lib/cdk/input.ts';
import { loadEvaluatedProject } from '../../../lib/cli/project.ts';
import { catalog } from '../../../lib/tasks/catalog.ts';
import { stubCode } from './app.ts';

/** The example project of this repository as the app reads it, with code of one line. */
export async function exampleInput(root = process.cwd()): Promise<AppInput> {
  const { jobsFile, environments } = await loadEvaluatedProject({
    cwd: root,
    now: new Date('2026-11-21T08:00:00Z'),
  });
  const compile = (name: string) => environments.get(name)?.document;
  const project = { root, jobsFile, environments, catalog, compile };
  return { ...appInputOf(project, join(root, 'never-written')), code: stubCode };
}
