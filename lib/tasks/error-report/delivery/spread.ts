/** A new account may send one mail a second (Amazon SES, "Service quotas"). */
const STEP_MS = 1_000;
const MOST_MS = 50_000;

/**
 * How long after its slot a report leaves: reports that are due in the same minute leave one after the other, in the
 * order of their jobs' names, a second apart or closer where there are more than fifty. The only one leaves at once.
 */
export function spreadMs(jobName: string, jobsOfTask: readonly string[]): number {
  const place = Math.max(0, jobsOfTask.toSorted().indexOf(jobName));
  return Math.floor(place * Math.min(STEP_MS, MOST_MS / Math.max(1, jobsOfTask.length)));
}
