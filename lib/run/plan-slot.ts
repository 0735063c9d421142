import { ServiceError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import { toFailure } from './failure.ts';
import { storePlan } from './plan-store.ts';
import { openContext, type RunInput } from './run-slot.ts';

/** A dry run's answer: the sealed plan's key and digest, and its first items in words. */
export type PlanReport =
  | {
      readonly kind: 'planned';
      readonly job: string;
      readonly slot: string;
      readonly planKey: string;
      readonly digest: string;
      readonly items: number;
      /** At most a hundred. */
      readonly lines: readonly string[];
    }
  | { readonly kind: 'failed'; readonly job: string; readonly slot: string; readonly outcome: Outcome };

/** So long before its end an invocation gives a plan up, to say so; a short one keeps a quarter of its time. */
const RESERVE_MS = 10_000;

/**
 * Plans a slot without doing it: nothing is claimed, nothing is changed, the plan lies sealed in the state bucket. A plan
 * is made in one invocation or not at all: half a plan is none.
 */
export async function planSlot<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
): Promise<PlanReport> {
  const { job, task, request, invocation, ports } = input;
  const slot = formatUtc(request.slot);
  try {
    const context = await openContext(input);
    const items = inTime(task.plan(context), { job: job.name, ...context });
    const id = `${slot}-${invocation.requestId}`;
    const plan = { job: job.name, slot, id, items, describe: task.describe };
    const { key, manifest } = await storePlan(ports.state, plan);
    return {
      kind: 'planned',
      job: job.name,
      slot,
      planKey: key,
      digest: manifest.digest,
      items: manifest.items,
      lines: manifest.lines,
    };
  } catch (error) {
    return { kind: 'failed', job: job.name, slot, outcome: toFailure(error).outcome };
  }
}

async function* inTime<Item>(
  items: AsyncIterable<Item>,
  { job, remainingMs }: { readonly job: string; readonly remainingMs: () => number },
): AsyncIterable<Item> {
  const reserveMs = Math.min(RESERVE_MS, remainingMs() / 4);
  let count = 0;
  for await (const item of items) {
    if (remainingMs() < reserveMs) {
      const message = `cannot plan job "${job}" in one invocation: ${count} items, and its time is up; raise its "timeoutSeconds", plan less of it, or run it without a plan`;
      throw new ServiceError({ code: 'PlanTooLong', message, service: 'nightshift', operation: 'plan' });
    }
    count += 1;
    yield item;
  }
}
