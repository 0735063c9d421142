import type { Job } from '../model/job.ts';
import type { AwsPlace, Statement } from '../model/statement.ts';
import type { AppInput } from './input.ts';

/** What the tasks of these jobs need, each statement once; every job in its own Region. */
export function environmentStatements(
  jobs: readonly Job[],
  { statements, place }: { readonly statements: AppInput['statements']; readonly place: AwsPlace },
): readonly Statement[] {
  const all = jobs.flatMap((job) => statements(job, { ...place, region: job.region ?? place.region }));
  const byMeaning = new Map(
    all.map(({ reason, ...meaning }) => [JSON.stringify(meaning), { reason, ...meaning }]),
  );
  return [...byMeaning.values()];
}
