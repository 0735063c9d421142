import { formatCount } from '../../model/format-count.ts';

const LEAST_DAYS = 3;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * What is odd about a day's count beside the days before it, or undefined: nothing where there always was something, or
 * further than three standard deviations and a quarter of the mean away. Needs three earlier days.
 */
export function describeGap(day: string, objects: number, earlier: readonly number[]): string | undefined {
  if (earlier.length < LEAST_DAYS) return undefined;
  const mean = earlier.reduce((sum, count) => sum + count, 0) / earlier.length;
  const deviation = Math.sqrt(earlier.reduce((sum, count) => sum + (count - mean) ** 2, 0) / earlier.length);
  const distance = Math.abs(objects - mean);
  const isEmpty = objects === 0 && mean > 0;
  if (!isEmpty && distance <= Math.max(3 * deviation, mean / 4, 1)) return undefined;
  const weekday = WEEKDAYS[new Date(day).getUTCDay()];
  return `${weekday} ${day} has ${formatCount(objects)} objects, the last ${earlier.length} days had ${formatCount(mean)} ± ${formatCount(deviation)}`;
}
