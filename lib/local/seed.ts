import { setTimeout as sleep } from 'node:timers/promises';
import type { InstancesAdmin } from '../aws/admin/instances.ts';
import type { MetricPoint, MetricsMailAdmin } from '../aws/admin/metrics-mail.ts';
import type { ListedObject, ObjectsAdmin } from '../aws/admin/objects.ts';
import { forEachLimited } from './concurrency.ts';
import { type SeedInstance, seedInstances } from './seed-instances.ts';
import { makeSeedObjects, outdatedBody, type SeedObject } from './seed-objects.ts';

export const SOURCE_BUCKET = 'acme-app-logs';
export const DESTINATION_BUCKET = 'acme-app-logs-backup';
/** A bucket that no job names: the backup's role must not reach it. */
export const OTHER_BUCKET = 'acme-payroll';
export const MAIL_SENDER = 'reports@acme.example';
const PART_BYTES = 5 * 1_024 * 1_024;
const PUTS_AT_ONCE = 24;

export interface Admin {
  readonly objects: ObjectsAdmin;
  readonly instances: InstancesAdmin;
  readonly metricsMail: MetricsMailAdmin;
}

/** What was there before any job ran, to compare with afterwards. */
export interface Seed {
  readonly objects: readonly SeedObject[];
  readonly source: readonly ListedObject[];
  readonly destination: readonly ListedObject[];
  readonly instances: readonly SeedInstance[];
}

/** Puts the user's own things there: buckets with logs, instances, metrics of yesterday, a verified sender. */
export async function seedStack(admin: Admin, now: Date): Promise<Seed> {
  const [objects, instances] = await Promise.all([
    seedObjects(admin.objects, now),
    seedInstances(admin.instances, now),
    admin.metricsMail.putPoints('pulumiDemo', yesterdaysPoints(now)),
    admin.metricsMail.verifySender(MAIL_SENDER),
  ]);
  const [source, destination] = await Promise.all([
    admin.objects.list(SOURCE_BUCKET),
    admin.objects.list(DESTINATION_BUCKET),
  ]);
  return { objects, source, destination, instances };
}

async function seedObjects(admin: ObjectsAdmin, now: Date): Promise<readonly SeedObject[]> {
  const objects = makeSeedObjects(now);
  for (const bucket of [SOURCE_BUCKET, DESTINATION_BUCKET, OTHER_BUCKET]) await admin.createBucket(bucket);
  const outdated = objects.filter(({ destination }) => destination === 'outdated');
  await forEachLimited(outdated, PUTS_AT_ONCE, (object) =>
    admin.put(DESTINATION_BUCKET, { ...object, body: outdatedBody(object) }),
  );
  // Times of last modification count whole seconds: the sources must be newer than what is outdated.
  await sleep(1_100);
  await forEachLimited(objects, PUTS_AT_ONCE, (object) =>
    object.body.length > 2 * PART_BYTES
      ? admin.putInParts(SOURCE_BUCKET, object, PART_BYTES)
      : admin.put(SOURCE_BUCKET, object),
  );
  const copied = objects.filter(({ destination }) => destination === 'copied');
  await forEachLimited(copied, PUTS_AT_ONCE, ({ key }) =>
    admin.copy({ bucket: SOURCE_BUCKET, key }, DESTINATION_BUCKET),
  );
  return objects;
}

/** Document 000's four points, moved by whole days to the day before `now` in UTC: CloudWatch takes no older ones. */
export function yesterdaysPoints(now: Date): readonly MetricPoint[] {
  const day = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
  const point = (metricName: string, value: number, time: string): MetricPoint => ({
    metricName,
    value,
    dimensions: { FunctionName: 'helloWorld' },
    unit: 'Count',
    timestamp: new Date(`${day}T${time}Z`),
  });
  return [
    point('Invocations', 10, '04:00:10'),
    point('Invocations', 10, '04:03:00'),
    point('Errors', 9, '04:02:00'),
    point('Errors', 1, '04:20:00'),
  ];
}
