import { knownAddress } from './address.ts';
import { findDifference } from './compare.ts';
import type { BackupContext } from './context.ts';
import { makeFilter } from './filter.ts';
import { describeGap } from './gaps.ts';
import { findObject, listPages } from './listing.ts';
import {
  type LineSink,
  type Manifest,
  type ManifestStore,
  readManifest,
  type Sum,
  sumLines,
  writeLines,
  writeManifest,
} from './manifest.ts';
import { mergeListings, type Pair } from './merge.ts';
import { daysBefore, isOver } from './partition.ts';
import { type DayRange, findRanges } from './ranges.ts';
import type { BackupLogsSettings } from './settings.ts';
import { noteDetail } from './tally.ts';
import { stopped, type Transfer } from './transfer.ts';
import { verifyDay } from './verify.ts';

const GAP_DAYS = 7;

interface Finishing {
  readonly context: BackupContext;
  readonly transfer: Transfer;
  readonly store: ManifestStore;
  /** One day's lines or a manifest head a run are all that is held. */
  readonly takesPart: (key: string) => boolean;
}

/**
 * Writes the manifest of each day of the run that is over and, by a fresh look at both sides, wholly copied. A day that is
 * not, and a day that is odd beside those before it, is reported. Throws ServiceError.
 */
export async function finishDays(context: BackupContext, transfer: Transfer): Promise<void> {
  const { settings, slot, ports } = context;
  if (settings.partition === undefined || settings.manifest === false) return;
  if (transfer.tally.objectsFailed > 0 || transfer.mustStop()) return;
  const { caller, destination } = transfer;
  const store = { ports, caller, destination };
  for (const range of await findRanges({ settings, slot, ports, caller })) {
    if (range.day === undefined || !isOver(range.day, settings, slot)) continue;
    if (await isProven(range.day, { transfer, store })) continue;
    await finishDay(range.day, range, { context, transfer, store, takesPart: makeFilter(settings) });
  }
}

/** The plan has just listed the day as its manifest has it: there is nothing to look at once more. */
async function isProven(
  day: string,
  { transfer, store }: Pick<Finishing, 'transfer' | 'store'>,
): Promise<boolean> {
  const listed = transfer.tally.listed?.days?.find((known) => known.day === day);
  return listed !== undefined && (await readManifest(store, day))?.rootHash === listed.rootHash;
}

async function finishDay(day: string, range: DayRange, finishing: Finishing): Promise<void> {
  const { transfer, store } = finishing;
  const { missing, ...seen } = await walk(range, sumLines(), finishing);
  if (missing > 0) {
    noteDetail(transfer.tally, `${day} has no manifest yet: ${missing} objects came after the copying`);
    return;
  }
  const known = await readManifest(store, day);
  if (known?.rootHash === seen.rootHash) return;
  const breach = known === undefined ? undefined : await findBreach(known, finishing);
  if (breach !== undefined) {
    noteDetail(transfer.tally, `${day} no longer fits its manifest, which stays: ${breach}`);
    return;
  }
  const written = await walk(range, writeLines(store, day, seen.rootHash), finishing);
  if (written.rootHash !== seen.rootHash) {
    noteDetail(transfer.tally, `${day} has no new manifest yet: it changed while it was looked at`);
    return;
  }
  await writeHead(day, range, { ...seen, parts: written.parts }, finishing);
}

/**
 * A copy that vanished or changed although the source did not: a new manifest would bless it. What was copied again
 * because its source changed has the source's ETag.
 */
async function findBreach(
  known: Manifest,
  { context, transfer, store }: Finishing,
): Promise<string | undefined> {
  const proof = await verifyDay(store, known);
  if (proof.kind === 'void') return proof.reason;
  if (proof.kind === 'proven') return undefined;
  for (const { kind, key } of proof.findings) {
    if (kind === 'extra') continue;
    const [source, copy] = await Promise.all(
      [transfer.source, transfer.destination].map(({ bucket, prefix }) =>
        transfer.caller.retry(() => findObject(context.ports, { bucket, key: prefix + key })),
      ),
    );
    if (copy === undefined || copy.etag !== source?.etag) return `"${key}" is ${kind}`;
  }
  return undefined;
}

async function writeHead(
  day: string,
  { prefixes }: DayRange,
  found: Sum & Pick<Manifest, 'parts'>,
  finishing: Finishing,
): Promise<void> {
  const { context, transfer, store } = finishing;
  const gap = describeGap(day, found.objects, await earlierCounts(store, day));
  if (gap !== undefined) noteDetail(transfer.tally, `gap: ${gap}`);
  const { source } = context.settings;
  const writtenAt = context.now().toISOString();
  await writeManifest(store, {
    version: 1,
    day,
    source,
    prefixes,
    ...found,
    ...(gap === undefined ? {} : { gap }),
    writtenAt,
  });
  transfer.tally.manifestsWritten += 1;
}

/** Gives a sink all that the destination has of a day, and counts the source objects that it lacks. */
async function walk({ prefixes }: DayRange, sink: LineSink, finishing: Finishing) {
  let missing = 0;
  for (const prefix of prefixes) missing += await addPrefix(prefix, sink, finishing);
  return { missing, ...(await sink.finish()) };
}

async function addPrefix(prefix: string, sink: LineSink, finishing: Finishing): Promise<number> {
  const { context, transfer, takesPart } = finishing;
  const { ports, settings } = context;
  const side = (address: string) => {
    const base = knownAddress(address);
    const range = { bucket: base.bucket, prefix: base.prefix + prefix };
    return { pages: listPages(ports, transfer.caller, range), prefixLength: base.prefix.length };
  };
  let missing = 0;
  for await (const pairs of mergeListings(side(settings.source), side(settings.destination))) {
    if (transfer.mustStop()) throw stopped('the time was up before the manifests were written');
    for (const pair of pairs) {
      if (!takesPart(pair.key)) continue;
      if (isMissing(pair, settings)) missing += 1;
      if (pair.kind !== 'source-only') await sink.add({ ...pair.destination, key: pair.key });
    }
  }
  return missing;
}

function isMissing(pair: Pair, settings: BackupLogsSettings): boolean {
  if (pair.kind === 'destination-only') return false;
  if (pair.kind === 'source-only') return true;
  const mode = settings.compare === 'checksum' ? 'default' : (settings.compare ?? 'default');
  return findDifference(pair.source, pair.destination, mode) !== undefined;
}

async function earlierCounts(store: ManifestStore, day: string): Promise<readonly number[]> {
  const found = await Promise.all(daysBefore(day, GAP_DAYS).map((earlier) => readManifest(store, earlier)));
  return found.flatMap((manifest: Manifest | undefined) =>
    manifest === undefined ? [] : [manifest.objects],
  );
}
