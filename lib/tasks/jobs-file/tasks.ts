import type { TaskCall } from '../../model/job.ts';
import type { CatalogTask } from '../catalog.ts';
import { labelOf, type Mistake, type Path } from './mistake.ts';
import { entriesOf, field } from './unknown.ts';

interface TasksInput {
  /** The jobs file as it was read, fitting its schema or not. */
  readonly value: unknown;
  readonly tasks: readonly CatalogTask[];
  readonly read: (path: string) => string;
  readonly scheduleNames: readonly string[];
  /** Whether the schema found no mistake in this part. */
  readonly isSound: (path: Path) => boolean;
}

/** The task of every job whose settings fit the task's schema, its files inlined, and what the task itself finds wrong. */
export function settleTasks({ value, tasks, read, scheduleNames, isSound }: TasksInput) {
  const calls = new Map<string, TaskCall>();
  const mistakes: Mistake[] = [];
  for (const [jobName, job] of entriesOf(field(value, 'jobs'))) {
    const [entry, second] = entriesOf(field(job, 'task'));
    const task = tasks.find(({ name }) => name === entry?.[0]);
    if (entry === undefined || second !== undefined || task === undefined) continue;
    const path = ['jobs', jobName, 'task', task.name];
    if (!isSound(path)) continue;
    const settled = task.settle(entry[1], { read, scheduleNames });
    calls.set(jobName, { name: task.name, settings: settled.settings });
    mistakes.push(...settled.mistakes.map((mistake) => below(path, mistake)));
  }
  return { calls, mistakes };
}

function below(path: Path, mistake: { readonly path: Path; readonly message: string }): Mistake {
  const full = [...path, ...mistake.path];
  return { path: full, at: 'value', message: sentence(labelOf(full), mistake.message) };
}

/** Tasks write whole sentences (`source and destination overlap`) or go on after the name (`needs one of …`). */
function sentence(name: string, message: string): string {
  return /^(is|are|has|needs|must|cannot) /.test(message) ? `"${name}" ${message}` : `"${name}": ${message}`;
}
