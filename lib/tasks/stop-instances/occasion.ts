import type { TaskContext } from '../task.ts';
import type { Judge } from './judge.ts';
import type { SelectionSettings } from './selection.ts';

/** What a decision looks at besides the instance. */
export interface Occasion<Settings> {
  readonly settings: Settings;
  readonly at: Date;
  /** With `bySchedule`. */
  readonly judge?: Judge;
}

/**
 * The time that is judged is the slot's, or now where that is later: a late run does what is due by then, and a clock
 * that lags does not miss the change that the slot stands for. The calculus is loaded by jobs that ask schedules only.
 */
export async function occasionOf<Settings extends SelectionSettings>({
  settings,
  schedules = {},
  slot,
  now,
}: Pick<TaskContext<Settings, unknown>, 'settings' | 'schedules' | 'slot' | 'now'>): Promise<
  Occasion<Settings>
> {
  const at = new Date(Math.max(slot.getTime(), now().getTime()));
  const { bySchedule } = settings;
  if (bySchedule === undefined) return { settings, at };
  const { openJudge } = await import('./judge.ts');
  return { settings, at, judge: openJudge({ bySchedule, schedules, at }) };
}
