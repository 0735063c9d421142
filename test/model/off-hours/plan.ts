import type { OffHoursSchedule } from '../../../lib/model/off-hours/off-hours.ts';
import type { OffHoursPlan } from '../../../lib/model/off-hours/plan.ts';
import { readOffHours } from '../../../lib/model/off-hours/read.ts';

/** The plan of a schedule that must be right. */
export function planOf(schedule: OffHoursSchedule, name = 'office-hours'): OffHoursPlan {
  const read = readOffHours({ name, value: schedule });
  if (read.kind === 'plan') return read.plan;
  throw new Error(read.problems.map(({ message }) => message).join('; '));
}
