import { changeInstances } from '../stop-instances/change.ts';
import { describeInstanceItem, type InstanceItem } from '../stop-instances/item.ts';
import { occasionOf } from '../stop-instances/occasion.ts';
import { selectionOf } from '../stop-instances/plan.ts';
import { planByContext } from '../stop-instances/plan-by-context.ts';
import { summarize } from '../stop-instances/result.ts';
import { changeTargets } from '../stop-instances/targets.ts';
import type { Task, TaskContext, TaskResult } from '../task.ts';
import { untilStopped } from '../until-stopped.ts';
import { askForCapacity } from './capacity.ts';
import { decideStart, startTagKeys } from './decide.ts';
import type { StartInstancesSettings } from './definition.ts';
import type { StartInstancesPorts } from './ports.ts';

type StartInstancesContext = TaskContext<StartInstancesSettings, StartInstancesPorts>;

const JOURNEY = { from: 'stopped', onTheWay: 'pending', goal: 'running' } as const;

/** The run-time half of `start-instances`. Figures: `instancesFound|Started|Skipped|Failed`. */
export const startInstancesTask: Task<StartInstancesSettings, StartInstancesPorts, InstanceItem> = {
  name: 'start-instances',
  plan: (context: StartInstancesContext) => planByContext(context, decideStart),
  apply: startInstances,
  describe: describeInstanceItem,
};

async function startInstances(
  items: AsyncIterable<InstanceItem>,
  context: StartInstancesContext,
): Promise<TaskResult> {
  const records = await changeTargets(items, context, (some, ports) => startIn(some, { ...context, ports }));
  return summarize(records, 'started');
}

/** The items of one account and Region. */
async function startIn(items: AsyncIterable<InstanceItem>, context: StartInstancesContext) {
  const { settings, ports, remainingMs, jobName, now } = context;
  const rehearse = settings.mode === 'rehearse';
  const occasion = await occasionOf(context);
  const types = rehearse ? [] : (settings.preferredInstanceTypes ?? []);
  const records = await changeInstances(untilStopped(items, context.shouldStop), {
    journey: JOURNEY,
    selection: selectionOf(settings),
    tagKeys: startTagKeys(settings),
    decide: (instance) => decideStart(instance, occasion),
    reader: { findInstances: ports.findInstances, pause: ports.pause, remainingMs },
    wait: settings.wait ?? true,
    rehearse,
    ask: (action, ids) => {
      if (action !== 'start') throw new TypeError('a plan of stop-instances was given to start-instances');
      return askForCapacity(ids, types, { ports, remainingMs, rehearse });
    },
  });
  if (settings.writeBack !== true || (settings.mode ?? 'act') !== 'act') return records;
  const { writeBack } = await import('../stop-instances/write-back.ts');
  return writeBack(records, ports, { word: 'started', jobName, at: now() });
}
