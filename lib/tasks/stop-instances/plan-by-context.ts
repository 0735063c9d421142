import type { TaskContext } from '../task.ts';
import type { InstanceItem } from './item.ts';
import { type Occasion, occasionOf } from './occasion.ts';
import { planInstances } from './plan.ts';
import type { InstanceReader, ObservedInstance } from './ports.ts';
import type { SelectionSettings } from './selection.ts';
import type { Targetable } from './target.ts';
import { planTargets } from './targets.ts';

/** The plan of a run over all of its targets: what is decided about each instance on the occasion of the run. */
export async function* planByContext<
  Settings extends SelectionSettings,
  Ports extends InstanceReader & Targetable<Ports>,
>(
  context: TaskContext<Settings, Ports>,
  decide: (instance: ObservedInstance, occasion: Occasion<Settings>) => InstanceItem | undefined,
): AsyncIterable<InstanceItem> {
  const { settings, ports } = context;
  const occasion = await occasionOf(context);
  yield* planTargets(settings, ports, (some) =>
    planInstances(settings, some, (instance) => decide(instance, occasion)),
  );
}
