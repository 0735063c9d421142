import { knownAddress } from './address.ts';
import { readCheckpoint } from './checkpoint.ts';
import { compareChecksums, findDifference } from './compare.ts';
import type { BackupContext } from './context.ts';
import { type DayHashes, hashDays } from './day-hashes.ts';
import { makeFilter } from './filter.ts';
import { type BackupItem, type CopyReason, copyItem, type Position, type Seen } from './items.ts';
import { compareKeys } from './key-order.ts';
import { makeLimiter } from './limiter.ts';
import { listPages } from './listing.ts';
import { mergeListings, type Pair } from './merge.ts';
import { findRanges } from './ranges.ts';
import { type Caller, makeCaller } from './retry.ts';
import { type BackupLogsSettings, DEFAULT_CONCURRENCY } from './settings.ts';
import type { Slice } from './slices.ts';
import { makeTimeLimit } from './time-limit.ts';

interface Planning {
  readonly context: BackupContext;
  readonly caller: Caller;
  readonly takesPart: (key: string) => boolean;
  /** The time is up, and the run is one that goes on in another invocation. */
  readonly mustStop: () => boolean;
  readonly seen: Record<keyof Seen, number>;
  /** Only where days get manifests. */
  readonly days: DayHashes | undefined;
}

/** What is listed from a key on; a slice only up to another one. */
interface Stretch extends Position {
  readonly day?: string | undefined;
  readonly upTo?: string;
}

/**
 * Decides what to copy and, where asked, what to delete, in key order and flat memory; ends with what was looked at.
 * Goes on from the run's checkpoint, and stops when the time is up, where another invocation can go on. Throws
 * ServiceError when a listing fails.
 */
export async function* planBackup(context: BackupContext): AsyncIterable<BackupItem> {
  const planning = openPlanning(context);
  for (const stretch of await findStretches(planning)) {
    const stoppedAt = yield* planStretch(stretch, planning);
    if (stoppedAt === undefined) continue;
    yield { kind: 'listed', ...planning.seen, stoppedAt };
    return;
  }
  const days = planning.days?.whole() ?? [];
  yield { kind: 'listed', ...planning.seen, ...(days.length === 0 ? {} : { days }) };
}

const NOTHING: Seen = { sourceObjects: 0, sourceBytes: 0, sameObjects: 0, destinationObjects: 0 };

/** The same for one slice: its keys alone, from its beginning. Throws ServiceError. */
export async function* planSlice(
  context: BackupContext,
  { prefix, after, upTo }: Pick<Slice, 'prefix' | 'after' | 'upTo'>,
): AsyncIterable<BackupItem> {
  const { checkpoint: _checkpoint, saveCheckpoint: _save, ...own } = context;
  const planning = openPlanning(own);
  yield* planStretch({ prefix, key: after, upTo }, planning);
  yield { kind: 'listed', ...planning.seen };
}

function openPlanning(context: BackupContext): Planning {
  const { settings, ports } = context;
  const limiter = makeLimiter({ max: settings.concurrency ?? DEFAULT_CONCURRENCY });
  const isOutOfTime = makeTimeLimit(context.remainingMs);
  return {
    context,
    caller: makeCaller({ ports, limiter, onRetry: () => {} }),
    takesPart: makeFilter(settings),
    mustStop: () => context.saveCheckpoint !== undefined && isOutOfTime(),
    seen: { ...NOTHING },
    days: settings.partition === undefined || settings.manifest === false ? undefined : hashDays(),
  };
}

/** What is left to list, each from a key on. Where the prefix of the checkpoint is gone, all is looked at anew. */
async function findStretches({ context, caller, seen }: Planning): Promise<readonly Stretch[]> {
  const { settings, ports, slot } = context;
  const checkpoint = readCheckpoint(context);
  if (checkpoint !== undefined) Object.assign(seen, checkpoint.seen);
  if (checkpoint !== undefined && checkpoint.stoppedAt === undefined) return [];
  const ranges = await findRanges({ settings, ports, slot, caller });
  const all = ranges.flatMap(({ day, prefixes }) => prefixes.map((prefix) => ({ day, prefix, key: '' })));
  const reached = checkpoint?.stoppedAt;
  if (reached === undefined) return all;
  const index = all.findIndex(({ prefix }) => prefix === reached.prefix);
  if (index >= 0) return [{ day: all[index]?.day, ...reached }, ...all.slice(index + 1)];
  Object.assign(seen, NOTHING);
  return all;
}

/** Returns where it stopped before the stretch's end. */
async function* planStretch(
  stretch: Stretch,
  planning: Planning,
): AsyncGenerator<BackupItem, Position | undefined> {
  const { day, prefix, upTo } = stretch;
  let { key } = stretch;
  if (day !== undefined) planning.days?.open(day, key === '');
  for await (const pairs of mergedListings(planning, stretch)) {
    if (planning.mustStop()) return { prefix, key };
    const verdicts = await readChecksums(pairs, planning);
    for (const pair of pairs) {
      if (upTo !== undefined && compareKeys(pair.key, upTo) > 0) return undefined;
      if (planning.takesPart(pair.key)) {
        const item = decide(pair, planning, verdicts);
        if (item !== undefined && planning.mustStop()) return { prefix, key };
        count(pair, item, planning.seen);
        planning.days?.add(pair, item === undefined);
        if (item !== undefined) yield item;
      }
      key = pair.key;
    }
  }
  return undefined;
}

function mergedListings(
  { context, caller, days }: Planning,
  { prefix, key }: Position,
): AsyncIterable<readonly Pair[]> {
  const { settings, ports } = context;
  const side = (address: string) => {
    const base = knownAddress(address);
    const range = { bucket: base.bucket, prefix: base.prefix + prefix };
    const rest = key === '' ? range : { ...range, startAfter: base.prefix + key };
    return { pages: listPages(ports, caller, rest), prefixLength: base.prefix.length };
  };
  const untilSourceEnds = settings.delete !== true && days === undefined;
  return mergeListings(side(settings.source), side(settings.destination), { untilSourceEnds });
}

function count(pair: Pair, item: BackupItem | undefined, seen: Planning['seen']): void {
  if (pair.kind !== 'source-only') seen.destinationObjects += 1;
  if (pair.kind === 'destination-only') return;
  seen.sourceObjects += 1;
  seen.sourceBytes += pair.source.sizeBytes;
  if (item === undefined) seen.sameObjects += 1;
}

type Verdict = ReturnType<typeof compareChecksums>;

function decide(
  pair: Pair,
  { context: { settings } }: Planning,
  verdicts: ReadonlyMap<string, Verdict>,
): BackupItem | undefined {
  if (pair.kind === 'destination-only') {
    if (settings.delete !== true) return undefined;
    return { kind: 'delete', key: pair.key, sizeBytes: pair.destination.sizeBytes };
  }
  if (pair.kind === 'source-only') return decideMissing(pair, settings);
  const difference = differenceOf(pair, settings, verdicts.get(pair.key));
  return difference === undefined ? undefined : copyItem(pair.key, pair.source, difference);
}

function decideMissing(
  pair: Extract<Pair, { kind: 'source-only' }>,
  settings: BackupLogsSettings,
): BackupItem {
  if (pair.key === '' && knownAddress(settings.destination).prefix === '')
    return { kind: 'skip', key: pair.key, reason: 'the folder itself has no name in the destination' };
  return copyItem(pair.key, pair.source, 'missing');
}

/** Where the two objects have no checksum in common, the listings decide. */
function differenceOf(
  { source, destination }: Extract<Pair, { kind: 'both' }>,
  { compare = 'default' }: BackupLogsSettings,
  verdict: Verdict,
): CopyReason | undefined {
  if (compare !== 'checksum') return findDifference(source, destination, compare);
  if (verdict === undefined) return findDifference(source, destination, 'default');
  return verdict === 'equal' ? undefined : 'checksum differs';
}

/** With `compare: checksum`, what the stored checksums of a page say; objects of unequal size need none. */
async function readChecksums(
  pairs: readonly Pair[],
  { context: { settings, ports }, caller, takesPart }: Planning,
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  if (settings.compare !== 'checksum') return verdicts;
  const head = (address: string, key: string) =>
    caller.limited(() => ports.headObject({ bucket: knownAddress(address).bucket, key }));
  const read = async (pair: Pair) => {
    if (pair.kind !== 'both' || !takesPart(pair.key)) return;
    if (pair.source.sizeBytes !== pair.destination.sizeBytes) return;
    const [source, copy] = await Promise.all([
      head(settings.source, pair.source.key),
      head(settings.destination, pair.destination.key),
    ]);
    verdicts.set(pair.key, compareChecksums(source, copy));
  };
  await Promise.all(pairs.map(read));
  return verdicts;
}
