import type { Figures } from '../../model/outcome.ts';
import type { TaskResult } from '../task.ts';
import type { InstanceRecord } from './change.ts';

const MAX_DETAILS = 300;
const FIGURES = { stopped: 'instancesStopped', started: 'instancesStarted' } as const;
const ORDER = { failed: 0, done: 2, skipped: 3 } as const;

/** The outcome of a stop or start run: failed as soon as one instance failed, with all of them told. */
export function summarize(records: readonly InstanceRecord[], done: 'stopped' | 'started'): TaskResult {
  const counts = countKinds(records);
  const unreadable = records.filter(({ tagProblem }) => tagProblem !== undefined);
  const figures = {
    instancesFound: counts.found,
    [FIGURES[done]]: counts.done,
    instancesSkipped: counts.skipped,
    instancesFailed: counts.failed,
    ...(unreadable.length === 0 ? {} : { tagsUnreadable: unreadable.length }),
    ...targetFigures(records, done),
  };
  if (records.length === 0) return { kind: 'nothing-to-do', reason: 'no instance is selected', figures };
  const told = [`${done} ${counts.done} of ${counts.found} ${counts.found === 1 ? 'instance' : 'instances'}`];
  if (counts.skipped > 0) told.push(`${counts.skipped} skipped`);
  if (unreadable.length > 0) told.push(tagProblems(unreadable));
  const failure = records.find(({ kind }) => kind === 'failed');
  if (failure !== undefined) told.push(`${counts.failed} failed (${failure.id}: ${failure.reason})`);
  const result = { reason: told.join(', '), figures, details: describeRecords(records, done) };
  if (failure !== undefined) return { ...result, kind: 'failed', code: failure.code ?? 'UnknownError' };
  return { ...result, kind: counts.done === 0 ? 'nothing-to-do' : 'succeeded' };
}

function countKinds(records: readonly InstanceRecord[]) {
  const count = (kind: InstanceRecord['kind']) => records.filter((record) => record.kind === kind).length;
  const unknown = records.filter(
    ({ id, code, target }) => code === 'InvalidInstanceID.NotFound' || id === target,
  ).length;
  return {
    found: records.length - unknown,
    done: count('done'),
    skipped: count('skipped'),
    failed: count('failed'),
  };
}

/** Names the first whose tag cannot be read: `1 tag cannot be read (i-0…: tag "Schedule": there is no schedule "x")`. */
function tagProblems(records: readonly InstanceRecord[]): string {
  const [first] = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const what = records.length === 1 ? '1 tag' : `tags of ${records.length} instances`;
  return `${what} cannot be read (${first?.id}: ${first?.tagProblem})`;
}

/** `instancesStopped.111122223333/eu-west-1` and `instancesFailed.…`, where there are several targets. */
function targetFigures(records: readonly InstanceRecord[], done: 'stopped' | 'started'): Figures {
  const figures: Record<string, number> = {};
  const name = FIGURES[done];
  for (const { target, kind } of records) {
    if (target === undefined) continue;
    const keys = { done: `${name}.${target}`, failed: `instancesFailed.${target}` };
    for (const key of Object.values(keys)) figures[key] ??= 0;
    if (kind !== 'skipped') figures[keys[kind]] = (figures[keys[kind]] ?? 0) + 1;
  }
  return figures;
}

/** Failures first, then tags that cannot be read, so that a long list never hides them. */
function rank({ kind, tagProblem }: InstanceRecord): number {
  return tagProblem === undefined ? ORDER[kind] : Math.min(1, ORDER[kind]);
}

function describeRecords(records: readonly InstanceRecord[], done: string): readonly string[] {
  const sorted = records.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const lines = sorted.slice(0, MAX_DETAILS).map(({ id, kind, reason, code, target, tagProblem }) => {
    const word = kind === 'done' ? done : kind;
    const place = target === undefined || target === id ? '' : `${target} `;
    const also = tagProblem === undefined || reason.includes(tagProblem) ? '' : `; ${tagProblem}`;
    return `${place}${id}: ${word}, ${reason}${also}${code === undefined ? '' : ` [${code}]`}`;
  });
  return sorted.length > MAX_DETAILS ? [...lines, `and ${sorted.length - MAX_DETAILS} more`] : lines;
}
