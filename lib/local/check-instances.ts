import type { InstancesAdmin } from '../aws/admin/instances.ts';
import type { Check } from './checks.ts';
import type { Firing } from './firings.ts';
import type { SeedInstance } from './seed-instances.ts';

const EVENING_JOB = 'evening-shutdown';

/** The evening job stopped exactly what it had to, and named the instance whose tag cannot be read. */
export async function checkInstances(
  admin: InstancesAdmin,
  {
    instances,
    firings,
  }: { readonly instances: readonly SeedInstance[]; readonly firings: readonly Firing[] },
): Promise<readonly Check[]> {
  const states = new Map((await admin.list()).map(({ id, state }) => [id, state]));
  // EC2 forgets what is terminated after a while.
  const wrong = instances.filter(({ id, wanted }) => (states.get(id) ?? 'terminated') !== wanted);
  const stopped = instances.filter(({ wanted }) => wanted === 'stopped');
  const misspelled = instances.find(({ role }) => role === 'misspelled')?.id ?? '';
  const reason = String(firings.find(({ job }) => job.job === EVENING_JOB)?.slot['reason'] ?? '');
  return [
    {
      what: 'exactly the instances that the tag, their hours or a holiday wants stopped are stopped',
      holds: wrong.length === 0,
      found:
        wrong.length === 0
          ? `${stopped.length} stopped; the one that is kept and the one inside its hours run`
          : wrong.map(({ id, role }) => `${role}: ${states.get(id) ?? 'gone'}`).join(', '),
    },
    {
      what: 'the instance whose schedule is misspelled is named, and left as it is',
      holds: reason.includes(misspelled) && reason.includes('did you mean "closed-site"?'),
      found: reason.slice(reason.indexOf('1 tag')),
    },
  ];
}
