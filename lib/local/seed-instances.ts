import type { InstancesAdmin } from '../aws/admin/instances.ts';

const AUTO_STOP = { AutoStop: 'true' } as const;
const SCHEDULE = 'nightshift:schedule';
const KEEP_UNTIL = 'nightshift:keep-until';
const HOUR_MS = 3_600_000;

/** An instance that was there before the evening job, and what is to become of it. */
export interface SeedInstance {
  readonly id: string;
  readonly role: InstanceRole;
  readonly wanted: 'running' | 'stopped' | 'terminated';
}

export type InstanceRole =
  | 'tagged'
  | 'untagged'
  | 'stopped'
  | 'terminated'
  | 'outside its hours'
  | 'inside its hours'
  | 'on a holiday'
  | 'kept on a holiday'
  | 'misspelled';

interface Planned extends Omit<SeedInstance, 'id'> {
  readonly tags: Readonly<Record<string, string>>;
}

/** The user's instances: one for each way in which the evening job may decide, whatever the time of the day. */
export async function seedInstances(admin: InstancesAdmin, now: Date): Promise<readonly SeedInstance[]> {
  const seeded: SeedInstance[] = [];
  for (const { tags, role, wanted } of planInstances(now)) {
    const id = await admin.launch(tags);
    if (role === 'stopped') await admin.stop(id);
    if (role === 'terminated') await admin.terminate(id);
    seeded.push({ id, role, wanted });
  }
  return seeded;
}

function planInstances(now: Date): readonly Planned[] {
  const own = (schedule: string) => ({ ...AUTO_STOP, [SCHEDULE]: schedule });
  const kept = new Date(now.getTime() + 3 * HOUR_MS).toISOString();
  return [
    { role: 'tagged', tags: AUTO_STOP, wanted: 'stopped' },
    { role: 'untagged', tags: { Name: 'database' }, wanted: 'running' },
    { role: 'stopped', tags: AUTO_STOP, wanted: 'stopped' },
    { role: 'terminated', tags: AUTO_STOP, wanted: 'terminated' },
    { role: 'outside its hours', tags: own(hoursFrom(now, 6)), wanted: 'stopped' },
    { role: 'inside its hours', tags: own(hoursFrom(now, -6)), wanted: 'running' },
    { role: 'on a holiday', tags: own('closed-site'), wanted: 'stopped' },
    { role: 'kept on a holiday', tags: { ...own('closed-site'), [KEEP_UNTIL]: kept }, wanted: 'running' },
    { role: 'misspelled', tags: own('closed-sight'), wanted: 'running' },
  ];
}

/** Twelve hours of every day that begin some hours from now, as a whole schedule in a tag. */
function hoursFrom(now: Date, hours: number): string {
  const clock = (ahead: number) => `${String((now.getUTCHours() + ahead + 48) % 24).padStart(2, '0')}:00`;
  return `daily ${clock(hours)}-${clock(hours + 12)} @ UTC`;
}
