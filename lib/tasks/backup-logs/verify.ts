import { createHash } from 'node:crypto';
import { listPages } from './listing.ts';
import { type Manifest, type ManifestStore, readPart } from './manifest.ts';
import { mergeListings } from './merge.ts';
import type { ListedObject } from './ports.ts';

/** What is wrong with a key of a proven day. */
export interface Finding {
  readonly kind: 'missing' | 'extra' | 'altered';
  readonly key: string;
}

export type DayProof =
  | { readonly kind: 'proven'; readonly day: string; readonly objects: number; readonly bytes: number }
  | {
      readonly kind: 'refuted';
      readonly day: string;
      readonly findings: readonly Finding[];
      readonly total: number;
    }
  | { readonly kind: 'void'; readonly day: string; readonly reason: string };

const MAX_FINDINGS = 1_000;

/**
 * Compares what lies in the destination with a day's manifest: every key, its size and its ETag. A manifest that does not
 * fit its own root hash proves nothing. Throws ServiceError.
 */
export async function verifyDay(store: ManifestStore, manifest: Manifest): Promise<DayProof> {
  const { day, objects, bytes } = manifest;
  const reason = await findForgery(store, manifest);
  if (reason !== undefined) return { kind: 'void', day, reason };
  const findings: Finding[] = [];
  let total = 0;
  const note = (finding: Finding | undefined) => {
    if (finding === undefined) return;
    total += 1;
    if (findings.length < MAX_FINDINGS) findings.push(finding);
  };
  for (const prefix of manifest.prefixes) await comparePrefix(prefix, { store, manifest, note });
  return total === 0 ? { kind: 'proven', day, objects, bytes } : { kind: 'refuted', day, findings, total };
}

async function findForgery(store: ManifestStore, { parts, rootHash }: Manifest): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (const key of parts) {
    const part = await readPart(store, key);
    if (part === undefined) return `part "${key}" of the manifest is gone`;
    hash.update(part.text);
  }
  return hash.digest('hex') === rootHash
    ? undefined
    : 'the manifest was altered: its lines do not fit its root hash';
}

interface Comparison {
  readonly store: ManifestStore;
  readonly manifest: Manifest;
  readonly note: (finding: Finding | undefined) => void;
}

async function comparePrefix(prefix: string, { store, manifest, note }: Comparison): Promise<void> {
  const { ports, caller, destination } = store;
  const range = { bucket: destination.bucket, prefix: destination.prefix + prefix };
  const proven = { pages: manifestPages(store, manifest, prefix), prefixLength: 0 };
  const found = { pages: listPages(ports, caller, range), prefixLength: destination.prefix.length };
  for await (const pairs of mergeListings(proven, found)) {
    for (const pair of pairs) {
      if (pair.kind === 'source-only') note({ kind: 'missing', key: pair.key });
      else if (pair.kind === 'destination-only') note({ kind: 'extra', key: pair.key });
      else if (isAltered(pair.source, pair.destination)) note({ kind: 'altered', key: pair.key });
    }
  }
}

function isAltered(proven: ListedObject, found: ListedObject): boolean {
  return proven.sizeBytes !== found.sizeBytes || proven.etag !== found.etag;
}

/** The manifest's lines below a prefix, as if they had been listed. */
async function* manifestPages(
  store: ManifestStore,
  { parts }: Manifest,
  prefix: string,
): AsyncIterable<readonly ListedObject[]> {
  for (const key of parts) {
    const part = await readPart(store, key);
    const lines = (part?.lines ?? []).filter((line) => line.key.startsWith(prefix));
    yield lines.map((line) => ({ ...line, modifiedAt: '' }));
  }
}
