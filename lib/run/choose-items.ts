import type { Task, TaskContext } from '../tasks/task.ts';
import { openPlan, planError, type StateStore, sealItems } from './plan-store.ts';
import type { SlotRequest } from './read-event.ts';

/** Whose items they are. */
interface Asked<Settings, Ports, Item> {
  readonly task: Pick<Task<Settings, Ports, Item>, 'plan'>;
  readonly job: { readonly name: string };
  readonly request: Pick<SlotRequest, 'planKey' | 'planDigest'>;
  readonly ports: { readonly state: StateStore };
}

/** What an attempt is to do. */
export interface ChosenItems<Settings, Ports, Item> {
  readonly items: AsyncIterable<Item>;
  readonly context: TaskContext<Settings, Ports>;
  /** Of all that the slot is about; of what this invocation planned where it planned all. */
  readonly digest: () => string;
  /** How many were taken so far. */
  readonly count: () => number;
}

/** What the task plans now, or what of a stored plan is left to do. Throws ServiceError where that is not as it was. */
export async function chooseItems<Settings, Ports, Item>(
  { task, request, job, ports }: Asked<Settings, Ports, Item>,
  context: TaskContext<Settings, Ports>,
): Promise<ChosenItems<Settings, Ports, Item>> {
  const { planKey } = request;
  if (planKey !== undefined)
    return takeUpPlan<Settings, Ports, Item>(
      { ...request, planKey, job: job.name, state: ports.state },
      context,
    );
  return { ...sealItems(task.plan(context)), context };
}

interface StoredRun extends Pick<SlotRequest, 'planDigest'> {
  readonly planKey: string;
  readonly job: string;
  readonly state: StateStore;
}

/** Of a stored plan, what an invocation kept for the next one. */
interface PlanCheckpoint {
  readonly planKey: string;
  readonly digest: string;
  readonly itemsTaken: number;
  /** The task's own. */
  readonly text: string;
}

async function takeUpPlan<Settings, Ports, Item>(
  { planKey, planDigest, job, state }: StoredRun,
  { checkpoint, saveCheckpoint, ...context }: TaskContext<Settings, Ports>,
): Promise<ChosenItems<Settings, Ports, Item>> {
  const plan = await openPlan<Item>(state, { key: planKey, job, digest: planDigest });
  const { digest } = plan;
  const before = readPlanCheckpoint(checkpoint, planKey);
  if (before !== undefined && before.digest !== digest)
    throw planError('PlanMismatch', `the plan "${planKey}" was replaced while it was being done`);
  const taken = before?.itemsTaken ?? 0;
  const { items, count } = sealItems(plan.itemsAfter(taken));
  const save = async (text: string) => {
    const reached: PlanCheckpoint = { planKey, digest, itemsTaken: taken + count(), text };
    await saveCheckpoint?.(JSON.stringify(reached));
  };
  return {
    items,
    count,
    digest: () => digest,
    context: {
      ...context,
      isStoredPlan: true,
      ...(before === undefined ? {} : { checkpoint: before.text }),
      ...(saveCheckpoint === undefined ? {} : { saveCheckpoint: save }),
    },
  };
}

/** One of another plan of the same slot means nothing. */
function readPlanCheckpoint(text: string | undefined, planKey: string): PlanCheckpoint | undefined {
  if (text === undefined) return undefined;
  const read: PlanCheckpoint = JSON.parse(text);
  return read.planKey === planKey ? read : undefined;
}
