import type { Figures } from '../../model/outcome.ts';
import type { TaskResult } from '../task.ts';
import type { InstanceRecord } from './change.ts';

const MAX_DETAILS = 300;
const ORDER = { failed: 0, done: 2, skipped: 3 } as const;

interface Counts {
  readonly found: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
}

/** The outcome of a stop or start run: failed as soon as one instance failed, with all of them told. */
export function summarize(
  records: readonly InstanceRecord[],
  words: { readonly done: 'stopped' | 'started'; readonly figures: (counts: Counts) => Figures },
): TaskResult {
  const count = (kind: InstanceRecord['kind']) => records.filter((record) => record.kind === kind).length;
  const unknown = records.filter(
    ({ id, code, target }) => code === 'InvalidInstanceID.NotFound' || id === target,
  ).length;
  const counts = {
    found: records.length - unknown,
    done: count('done'),
    skipped: count('skipped'),
    failed: count('failed'),
  };
  const unreadable = records.filter(({ tagProblem }) => tagProblem !== undefined);
  const figures = {
    ...words.figures(counts),
    ...(unreadable.length === 0 ? {} : { tagsUnreadable: unreadable.length }),
    ...targetFigures(records, words.done),
  };
  const details = describeRecords(records, words.done);
  if (records.length === 0) return { kind: 'nothing-to-do', reason: 'no instance is selected', figures };
  const told = [
    `${words.done} ${counts.done} of ${counts.found} ${counts.found === 1 ? 'instance' : 'instances'}`,
  ];
  if (counts.skipped > 0) told.push(`${counts.skipped} skipped`);
  if (unreadable.length > 0) told.push(tagProblems(unreadable));
  const failure = records.find(({ kind }) => kind === 'failed');
  if (failure !== undefined) {
    told.push(`${counts.failed} failed (${failure.id}: ${failure.reason})`);
    return {
      kind: 'failed',
      code: failure.code ?? 'UnknownError',
      reason: told.join(', '),
      figures,
      details,
    };
  }
  return {
    kind: counts.done === 0 ? 'nothing-to-do' : 'succeeded',
    reason: told.join(', '),
    figures,
    details,
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
  const name = done === 'stopped' ? 'instancesStopped' : 'instancesStarted';
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
