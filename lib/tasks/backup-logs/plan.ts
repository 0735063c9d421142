import type { TaskContext } from '../task.ts';
import { knownAddress } from './address.ts';
import { compareChecksums, findDifference } from './compare.ts';
import { makeFilter } from './filter.ts';
import { type BackupItem, type CopyReason, copyItem, type ListedItem } from './items.ts';
import { makeLimiter } from './limiter.ts';
import { listPages } from './listing.ts';
import { mergeListings, type Pair } from './merge.ts';
import type { BackupLogsPorts } from './ports.ts';
import { findRanges } from './ranges.ts';
import { type Caller, makeCaller } from './retry.ts';
import { type BackupLogsSettings, DEFAULT_CONCURRENCY } from './settings.ts';

export type BackupContext = TaskContext<BackupLogsSettings, BackupLogsPorts>;

interface Planning {
  readonly context: BackupContext;
  readonly caller: Caller;
  readonly takesPart: (key: string) => boolean;
  readonly seen: { -readonly [Name in Exclude<keyof ListedItem, 'kind'>]: number };
}

/**
 * Decides what to copy and, where asked, what to delete, in key order and flat memory; ends with what was looked at.
 * Throws ServiceError when a listing fails.
 */
export async function* planBackup(context: BackupContext): AsyncIterable<BackupItem> {
  const { settings, ports } = context;
  const limiter = makeLimiter({ max: settings.concurrency ?? DEFAULT_CONCURRENCY });
  const planning: Planning = {
    context,
    caller: makeCaller({ ports, limiter, onRetry: () => {} }),
    takesPart: makeFilter(settings),
    seen: { sourceObjects: 0, sourceBytes: 0, sameObjects: 0, destinationObjects: 0 },
  };
  const ranges = await findRanges({ settings, ports, slot: context.slot, caller: planning.caller });
  for (const prefix of ranges.flatMap((range) => range.prefixes)) {
    for await (const pairs of mergedListings(planning, prefix)) {
      const items = await Promise.all(decideAll(pairs, planning));
      for (const item of items) if (item !== undefined) yield item;
    }
  }
  yield { kind: 'listed', ...planning.seen };
}

function mergedListings({ context, caller }: Planning, prefix: string): AsyncIterable<readonly Pair[]> {
  const { settings, ports } = context;
  const side = (address: string) => {
    const base = knownAddress(address);
    const range = { bucket: base.bucket, prefix: base.prefix + prefix };
    return { pages: listPages(ports, caller, range), prefixLength: base.prefix.length };
  };
  const untilSourceEnds = settings.delete !== true;
  return mergeListings(side(settings.source), side(settings.destination), { untilSourceEnds });
}

/** A promise only where a HEAD is needed: a million keys must not make a million promises. */
function decideAll(
  pairs: readonly Pair[],
  planning: Planning,
): (BackupItem | undefined | Promise<BackupItem | undefined>)[] {
  const decisions: (BackupItem | undefined | Promise<BackupItem | undefined>)[] = [];
  for (const pair of pairs) {
    if (!planning.takesPart(pair.key)) continue;
    const decision = decide(pair, planning);
    if (decision !== undefined) decisions.push(decision);
  }
  return decisions;
}

function decide(pair: Pair, planning: Planning): BackupItem | undefined | Promise<BackupItem | undefined> {
  const { settings } = planning.context;
  const { seen } = planning;
  if (pair.kind !== 'source-only') seen.destinationObjects += 1;
  if (pair.kind === 'destination-only') {
    if (settings.delete !== true) return undefined;
    return { kind: 'delete', key: pair.key, sizeBytes: pair.destination.sizeBytes };
  }
  seen.sourceObjects += 1;
  seen.sourceBytes += pair.source.sizeBytes;
  if (pair.kind === 'source-only') return decideMissing(pair, settings);
  const difference = findDifference(pair.source, pair.destination, settings.compare ?? 'default');
  if (difference !== 'size differs' && settings.compare === 'checksum')
    return decideByChecksum(pair, planning);
  if (difference !== undefined) return copyItem(pair.key, pair.source, difference);
  seen.sameObjects += 1;
  return undefined;
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
async function decideByChecksum(
  { key, source, destination }: Extract<Pair, { kind: 'both' }>,
  { context, caller, seen }: Planning,
): Promise<BackupItem | undefined> {
  const { settings, ports } = context;
  const head = (address: string, object: string) =>
    caller.limited(() => ports.headObject({ bucket: knownAddress(address).bucket, key: object }));
  const heads = await Promise.all([
    head(settings.source, source.key),
    head(settings.destination, destination.key),
  ]);
  const verdict = compareChecksums(...heads);
  const difference: CopyReason | undefined =
    verdict === undefined
      ? findDifference(source, destination, 'default')
      : verdict === 'equal'
        ? undefined
        : 'checksum differs';
  if (difference !== undefined) return copyItem(key, source, difference);
  seen.sameObjects += 1;
  return undefined;
}
