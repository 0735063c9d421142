import type { Task, TaskContext, TaskResult } from '../task.ts';
import { untilStopped } from '../until-stopped.ts';
import { askDividing } from './ask.ts';
import { changeInstances } from './change.ts';
import { decideStop, stopTagKeys } from './decide.ts';
import type { StopInstancesSettings } from './definition.ts';
import { describeInstanceItem, type InstanceItem } from './item.ts';
import { occasionOf } from './occasion.ts';
import { selectionOf } from './plan.ts';
import { planByContext } from './plan-by-context.ts';
import type { StopInstancesPorts } from './ports.ts';
import { summarize } from './result.ts';
import { changeTargets } from './targets.ts';

type StopInstancesContext = TaskContext<StopInstancesSettings, StopInstancesPorts>;

const JOURNEY = { from: 'running', onTheWay: 'stopping', goal: 'stopped' } as const;

/** The run-time half of `stop-instances`. Figures: `instancesFound|Stopped|Skipped|Failed`. */
export const stopInstancesTask: Task<StopInstancesSettings, StopInstancesPorts, InstanceItem> = {
  name: 'stop-instances',
  plan: (context: StopInstancesContext) => planByContext(context, decideStop),
  apply: stopInstances,
  describe: describeInstanceItem,
};

async function stopInstances(
  items: AsyncIterable<InstanceItem>,
  context: StopInstancesContext,
): Promise<TaskResult> {
  const records = await changeTargets(items, context, (some, ports) => stopIn(some, { ...context, ports }));
  return summarize(records, 'stopped');
}

/** The items of one account and Region. */
async function stopIn(items: AsyncIterable<InstanceItem>, context: StopInstancesContext) {
  const { settings, ports, remainingMs, jobName, now } = context;
  const rehearse = settings.mode === 'rehearse';
  const reader = { findInstances: ports.findInstances, pause: ports.pause, remainingMs };
  const occasion = await occasionOf(context);
  const records = await changeInstances(untilStopped(items, context.shouldStop), {
    journey: JOURNEY,
    selection: selectionOf(settings),
    tagKeys: stopTagKeys(settings),
    decide: (instance) => decideStop(instance, occasion),
    reader,
    wait: settings.wait ?? true,
    rehearse,
    ask: (action, ids) => {
      if (action === 'start') throw new TypeError('a plan of start-instances was given to stop-instances');
      const hibernate = action === 'hibernate';
      return askDividing(ids, (some) => ports.stopInstances({ ids: some, hibernate, rehearse }), reader);
    },
  });
  if (settings.writeBack !== true || (settings.mode ?? 'act') !== 'act') return records;
  const { writeBack } = await import('./write-back.ts');
  return writeBack(records, ports, { word: 'stopped', jobName, at: now() });
}
