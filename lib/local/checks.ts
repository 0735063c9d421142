import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DeploymentAdmin } from '../aws/admin/deployment.ts';
import type { ListedObject } from '../aws/admin/objects.ts';
import { forEachLimited } from './concurrency.ts';
import type { Deployment } from './deployment.ts';
import type { SavedMail } from './mail.ts';
import { type Admin, DESTINATION_BUCKET, type Seed, SOURCE_BUCKET } from './seed.ts';

/** Something that must hold after the jobs ran, found out by reading the stack back. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
  /** What was found, in a few words. */
  readonly found: string;
}

const READS_AT_ONCE = 24;

/** Every object of the source lies in the destination with equal bytes, headers, metadata and tags, and nothing else moved. */
export async function checkBackup(admin: Admin, seed: Seed): Promise<readonly Check[]> {
  const wrong: string[] = [];
  await forEachLimited(seed.objects, READS_AT_ONCE, async (object) => {
    const { destination: _destination, ...wanted } = object;
    const found = await admin.objects.get(DESTINATION_BUCKET, object.key).catch(() => undefined);
    const same = found !== undefined && isDeepStrictEqual(normalize(found), normalize(wanted));
    if (!same) wrong.push(object.key);
  });
  const [source, destination] = await Promise.all([
    admin.objects.list(SOURCE_BUCKET),
    admin.objects.list(DESTINATION_BUCKET),
  ]);
  return [
    {
      what: 'every log object is in the backup with equal bytes, metadata and tags',
      holds: wrong.length === 0,
      found:
        wrong.length === 0
          ? `${seed.objects.length} objects equal`
          : `${wrong.length} differ, first "${wrong[0]}"`,
    },
    checkUntouched('the source bucket is as it was', seed.source, source),
    checkExtras(seed, destination),
  ];
}

function normalize(object: { readonly body: Uint8Array }) {
  return { ...object, body: Buffer.from(object.body).toString('base64') };
}

function checkUntouched(
  what: string,
  before: readonly ListedObject[],
  after: readonly ListedObject[],
): Check {
  const holds = isDeepStrictEqual(before, after);
  return { what, holds, found: holds ? `${after.length} objects unchanged` : 'objects differ from before' };
}

/** Nothing in the destination but copies of the source, and what was already right there was not copied again. */
function checkExtras(seed: Seed, after: readonly ListedObject[]): Check {
  const wanted = new Set(seed.objects.map(({ key }) => key));
  const extra = after.filter(({ key }) => !wanted.has(key));
  const before = new Map(seed.destination.map((object) => [object.key, object.lastModified]));
  const untouched = seed.objects.filter(({ destination }) => destination === 'copied').map(({ key }) => key);
  const times = new Map(after.map((object) => [object.key, object.lastModified]));
  const again = untouched.filter((key) => before.get(key) !== times.get(key));
  return {
    what: 'nothing else changed in the backup bucket',
    holds: extra.length === 0 && again.length === 0,
    found: `${extra.length} other objects, ${again.length} copied again of ${untouched.length} that were the same`,
  };
}

/** The mail tells document 000's figure: 9 errors in 20 invocations. */
export function checkMail(mails: readonly SavedMail[]): Check {
  const [mail] = mails;
  const text = `${mail?.text ?? ''} ${mail?.html ?? ''}`;
  const hasChart = mail?.html.includes('src="data:image/png;base64,') ?? false;
  const holds = mails.length === 1 && hasChart && text.includes('0.45 = 9/20');
  return {
    what: 'one mail was sent with its chart, and it tells the error rate 0.45 = 9/20',
    holds,
    found: mails.length === 1 ? `"${mail?.subject}"${hasChart ? '' : ', no chart'}` : `${mails.length} mails`,
  };
}

export interface LedgerCheckInput {
  readonly admin: DeploymentAdmin;
  readonly deployment: Deployment;
}

/** Every event was delivered twice, and yet each slot has one run. */
export async function checkLedger({ admin, deployment }: LedgerCheckInput): Promise<Check> {
  const counts = await Promise.all(
    deployment.jobs.map(async ({ job, logGroup }) => {
      const [slots, runs, lines] = await Promise.all([
        admin.ledgerItems(deployment.ledger, job, 'slot#'),
        admin.ledgerItems(deployment.ledger, job, 'run#'),
        awaitDuplicate(admin, logGroup),
      ]);
      return { slots: slots.length, runs: runs.length, duplicates: countDuplicates(lines) };
    }),
  );
  const total = (pick: (count: (typeof counts)[number]) => number) =>
    counts.reduce((sum, count) => sum + pick(count), 0);
  const holds = counts.every(
    ({ slots, runs, duplicates }) => slots >= 1 && runs === slots && duplicates >= 1,
  );
  return {
    what: 'one run per slot, although each event was delivered twice',
    holds,
    found: `${total(({ slots }) => slots)} slots, ${total(({ runs }) => runs)} runs, ${total(({ duplicates }) => duplicates)} deliveries turned away`,
  };
}

/** The second delivery is asynchronous, and its log line comes when it was turned away. */
async function awaitDuplicate(admin: DeploymentAdmin, logGroup: string): Promise<readonly string[]> {
  let lines: readonly string[] = [];
  for (let attempt = 0; attempt < 40 && countDuplicates(lines) === 0; attempt += 1) {
    if (attempt > 0) await sleep(500);
    lines = await admin.logLines(logGroup);
  }
  return lines;
}

function countDuplicates(lines: readonly string[]): number {
  return lines.filter((line) => line.includes('"effect":"duplicate"')).length;
}

/** The heartbeat's point arrived, and the inventory lists the account's buckets as `aws s3 ls` does. */
export async function checkMetricsAndBuckets(
  admin: Admin,
  { admin: deploymentAdmin, deployment }: LedgerCheckInput,
  now: Date,
): Promise<readonly Check[]> {
  const beats = await admin.metricsMail.sumOf({
    namespace: 'Nightshift/Example',
    metricName: 'Heartbeat',
    dimensions: {},
    from: new Date(now.getTime() - 15 * 60_000),
    to: new Date(now.getTime() + 5 * 60_000),
  });
  const inventory = deployment.jobs.find(({ job }) => job === 'bucket-inventory');
  const lines = inventory === undefined ? [] : await deploymentAdmin.logLines(inventory.logGroup);
  const listed = lines.some((line) => line.includes(SOURCE_BUCKET) && line.includes(DESTINATION_BUCKET));
  return [
    {
      what: "the heartbeat's point is in CloudWatch",
      holds: beats !== undefined && beats >= 1,
      found: `sum ${beats ?? 'none'}`,
    },
    {
      what: 'the inventory lists the buckets',
      holds: listed,
      found: listed ? 'both log buckets are named' : 'no such line',
    },
  ];
}
