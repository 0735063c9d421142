import { UsageError } from '../model/errors.ts';

/** The value of `--count`; a UsageError where it is no whole number from 1 to the most. */
export function readCount(text: string, most: number): number {
  const count = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new UsageError(`option --count: "${text}" is not a whole number from 1 to ${most}`);
}
