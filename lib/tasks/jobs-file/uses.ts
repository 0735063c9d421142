import type { TaskCall } from '../../model/job.ts';
import type { Mistake } from './mistake.ts';
import { entriesOf, field, textFieldOf } from './unknown.ts';

/** That a job opens an environment, as far as the jobs file says it readably. */
export interface EnvironmentUse {
  readonly job: string;
  readonly environment: string;
  readonly role: 'managed' | 'existing';
}

/** Which job opens which environment, in a jobs file that may hold mistakes. */
export function usesOf(value: unknown): readonly EnvironmentUse[] {
  return entriesOf(field(value, 'jobs')).flatMap(([job, settings]): readonly EnvironmentUse[] => {
    const environment = textFieldOf(settings, 'environment');
    const role = textFieldOf(settings, 'role') === 'existing' ? 'existing' : 'managed';
    return environment === undefined ? [] : [{ job, environment, role }];
  });
}

/** Warns of an environment whose jobs do different work: its role may do what any of them needs. */
export function adviseOnSharing(
  uses: readonly EnvironmentUse[],
  calls: ReadonlyMap<string, TaskCall>,
): readonly Mistake[] {
  return uses.flatMap(({ job, environment }, index): readonly Mistake[] => {
    const own = calls.get(job)?.name;
    const other = uses
      .slice(0, index)
      .find(
        (use) => use.environment === environment && calls.has(use.job) && calls.get(use.job)?.name !== own,
      );
    if (own === undefined || other === undefined) return [];
    const message =
      `"${environment}" is shared with "${other.job}", which does other work: each may do what both need; ` +
      'a second environment keeps them apart';
    return [{ path: ['jobs', job, 'environment'], at: 'value', message, severity: 'warning' }];
  });
}
