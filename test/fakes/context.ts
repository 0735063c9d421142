import type { Schedules, TaskContext } from '../../lib/tasks/task.ts';

interface ContextFields<Settings, Ports> {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly schedules?: Schedules;
  readonly slot?: string;
  readonly now?: string;
  readonly remainingMs?: () => number;
  readonly isLastAttempt?: boolean;
  readonly isByHand?: boolean;
}

/** A run's context with a still clock: slot and now are 2026-11-21T08:00Z and fifteen minutes remain. */
export function taskContext<Settings, Ports>(
  fields: ContextFields<Settings, Ports>,
): TaskContext<Settings, Ports> {
  const slot = new Date(fields.slot ?? '2026-11-21T08:00:00Z');
  const now = new Date(fields.now ?? slot);
  return {
    jobName: 'test-job',
    settings: fields.settings,
    schedules: fields.schedules ?? {},
    ports: fields.ports,
    slot,
    now: () => now,
    remainingMs: fields.remainingMs ?? (() => 900_000),
    shouldStop: async () => false,
    isLastAttempt: fields.isLastAttempt ?? false,
    isByHand: fields.isByHand ?? false,
  };
}

/** All items of an async iterable. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The items one by one, as a plan yields them. */
export async function* stream<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}
