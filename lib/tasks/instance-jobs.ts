import type { Job } from '../model/job.ts';
import { narrowerOf } from './narrower.ts';
import { decideStart } from './start-instances/decide.ts';
import { startInstancesDefinition } from './start-instances/definition.ts';
import { DEFAULT_KEEP_UNTIL_TAG, decideStop } from './stop-instances/decide.ts';
import { stopInstancesDefinition } from './stop-instances/definition.ts';
import { isSelected } from './stop-instances/is-selected.ts';
import type { InstanceItem } from './stop-instances/item.ts';
import { type Judge, openJudge } from './stop-instances/judge.ts';
import { leaveAlone } from './stop-instances/leave-alone.ts';
import type { ObservedInstance } from './stop-instances/ports.ts';
import type { SelectionSettings } from './stop-instances/selection.ts';
import type { Schedules } from './task.ts';

/** A job that stops or starts instances, as what it would do can be asked without EC2. */
export interface InstanceJob {
  readonly name: string;
  /** Whether the job looks at the instance; `perhaps` where that takes a filter that only EC2 can judge. */
  readonly selects: (instance: ObservedInstance) => 'yes' | 'no' | 'perhaps';
  /** Why the job leaves the instance alone whatever its schedule says, if it does. */
  readonly leaves: (instance: ObservedInstance) => string | undefined;
  readonly keepUntilTag: string;
  /** What the job would do at a time with the instance as it is; nothing where no schedule of its own selects it. */
  readonly decide: (instance: ObservedInstance, at: Date) => InstanceItem | undefined;
  /** What the instance's own schedule wants at a time; none for a job that asks no schedules. */
  readonly judge: (at: Date) => Judge | undefined;
}

/** The jobs that stop or start instances, in the order of `jobs.yaml`. They decide with the code that the functions run. */
export function instanceJobs({
  jobs,
  schedules,
}: {
  readonly jobs: readonly Pick<Job, 'name' | 'task'>[];
  readonly schedules: Schedules;
}): readonly InstanceJob[] {
  return jobs.flatMap(({ name, task }): InstanceJob[] => {
    if (task.name === stopInstancesDefinition.name) {
      const settings = narrowStop(task.settings);
      const decide = jobDecision(settings, schedules, decideStop);
      return [{ ...partsOf({ name, settings, schedules }), decide }];
    }
    if (task.name !== startInstancesDefinition.name) return [];
    const settings = narrowStart(task.settings);
    const decide = jobDecision(settings, schedules, decideStart);
    return [{ ...partsOf({ name, settings, schedules }), decide }];
  });
}

const narrowStop = narrowerOf(stopInstancesDefinition);
const narrowStart = narrowerOf(startInstancesDefinition);

interface Parts {
  readonly name: string;
  readonly settings: SelectionSettings & { readonly keepUntilTag?: string };
  readonly schedules: Schedules;
}

function partsOf({ name, settings, schedules }: Parts): Omit<InstanceJob, 'decide'> {
  return {
    name,
    selects: (instance) => isSelected(instance, settings),
    leaves: (instance) => leaveAlone(instance, settings),
    keepUntilTag: settings.keepUntilTag ?? DEFAULT_KEEP_UNTIL_TAG,
    judge: (at) => judgeOf(settings, schedules, at),
  };
}

function jobDecision<Settings extends SelectionSettings>(
  settings: Settings,
  schedules: Schedules,
  decide: (
    instance: ObservedInstance,
    occasion: { readonly settings: Settings; readonly at: Date; readonly judge?: Judge },
  ) => InstanceItem | undefined,
): InstanceJob['decide'] {
  return (instance, at) => {
    const judge = judgeOf(settings, schedules, at);
    return decide(instance, { settings, at, ...(judge === undefined ? {} : { judge }) });
  };
}

function judgeOf({ bySchedule }: SelectionSettings, schedules: Schedules, at: Date): Judge | undefined {
  return bySchedule === undefined ? undefined : openJudge({ bySchedule, schedules, at });
}
