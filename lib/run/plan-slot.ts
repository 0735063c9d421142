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

/** Plans a slot without doing it: nothing is claimed, nothing is changed, the plan lies sealed in the state bucket. */
export async function planSlot<Settings, Ports, Item>(
  input: RunInput<Settings, Ports, Item>,
): Promise<PlanReport> {
  const { job, task, request, invocation, ports } = input;
  const slot = formatUtc(request.slot);
  try {
    const items = task.plan(await openContext(input));
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
