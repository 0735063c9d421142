import type { Effort, EndedSlot } from './job-watch.ts';

const DURATIONS_KEPT = 20;
const ENOUGH_DURATIONS = 10;
/** Having nothing to do is unusual where it is expected in less than one of twenty slots. */
const UNUSUAL_SHARE = 0.05;
/** Counts are halved here, so that what a job did long ago weighs less and less. */
const SLOTS_COUNTED = 1_000;
/** Below this a run's duration is that of its start, which says nothing about its work. */
const SHORTEST_MEDIAN_MS = 2_000;
const TOO_FAST_FACTOR = 5;
/** Standard deviations of the logarithm; six lie beyond what a job does by itself. */
const DEVIATIONS = 6;
/** Makes the median absolute deviation of normal values their standard deviation. */
const TO_STANDARD_DEVIATION = 1.4826;

/**
 * Why a run that ended well did suspiciously little, by the job's own earlier slots; undefined where it did not, or where
 * there is too little to compare with. A job that has nothing to do now and then is never suspected for it.
 */
export function judgeEffort(ended: EndedSlot, effort: Effort): string | undefined {
  if (ended.kind === 'succeeded') return judgeDuration(ended.durationMs, effort.durationsMs);
  // Laplace's rule of succession: with few slots known, nothing is unusual yet.
  if ((effort.idle + 1) / (effort.slots + 2) >= UNUSUAL_SHARE) return undefined;
  return `it found nothing to do, as in ${effort.idle} of the ${effort.slots} slots before`;
}

function judgeDuration(durationMs: number, earlier: readonly number[]): string | undefined {
  if (earlier.length < ENOUGH_DURATIONS) return undefined;
  // Durations vary by factors, so they are compared by their logarithms.
  const logarithms = earlier.map((value) => Math.log(Math.max(1, value)));
  const middle = median(logarithms);
  const spread = TO_STANDARD_DEVIATION * median(logarithms.map((value) => Math.abs(value - middle)));
  const usual = Math.exp(middle);
  const distance = middle - Math.log(Math.max(1, durationMs));
  const isTooFast = distance > Math.max(Math.log(TOO_FAST_FACTOR), DEVIATIONS * spread);
  if (usual < SHORTEST_MEDIAN_MS || !isTooFast) return undefined;
  return `it took ${formatSeconds(durationMs)}, and ${formatSeconds(usual)} is usual (median of ${earlier.length} slots)`;
}

/** What is known of a job after one more slot that ended as usual. */
export function addEffort(effort: Effort, ended: EndedSlot): Effort {
  const counted = effort.slots >= SLOTS_COUNTED ? halve(effort) : effort;
  const isIdle = ended.kind === 'nothing-to-do';
  return {
    slots: counted.slots + 1,
    idle: counted.idle + (isIdle ? 1 : 0),
    durationsMs: isIdle
      ? effort.durationsMs
      : [...effort.durationsMs, ended.durationMs].slice(-DURATIONS_KEPT),
  };
}

function halve(effort: Effort): Effort {
  return { ...effort, slots: Math.round(effort.slots / 2), idle: Math.round(effort.idle / 2) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (below + above) / 2;
}

function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
