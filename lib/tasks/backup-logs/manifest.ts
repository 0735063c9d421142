import { createHash } from 'node:crypto';
import type { S3Address } from './address.ts';
import { findObject } from './listing.ts';
import type { BackupLogsPorts, ListedObject } from './ports.ts';
import type { Caller } from './retry.ts';

/** Where the engine keeps its own files below a destination. Keys below it are never backed up and never deleted. */
export const OWN_FOLDER = '.nightshift/';
const MANIFESTS = `${OWN_FOLDER}manifests/`;
const LINES_PER_PART = 10_000;

/** The head of a day's manifest. The keys lie in parts beside it, as JSON lines in key order. */
export interface Manifest {
  readonly version: 1;
  readonly day: string;
  readonly source: string;
  /** Relative to the destination: all that belongs to the day lies below these. */
  readonly prefixes: readonly string[];
  readonly objects: number;
  readonly bytes: number;
  /** SHA-256 over all lines, in hex. */
  readonly rootHash: string;
  /** Keys of the parts, relative to the destination. */
  readonly parts: readonly string[];
  /** What is odd about the day beside those before it. */
  readonly gap?: string;
  readonly writtenAt: string;
}

/** A line of a manifest. The ETag is the content's hash unless it has a dash or a KMS key is in play. */
export type ManifestLine = Pick<ListedObject, 'key' | 'sizeBytes' | 'etag'>;

export interface ManifestStore {
  readonly ports: Pick<BackupLogsPorts, 'listPage' | 'getText' | 'putText'>;
  readonly caller: Caller;
  readonly destination: S3Address;
}

/** What a day's lines come to. */
export type Sum = Pick<Manifest, 'objects' | 'bytes' | 'rootHash'>;

export interface LineSink {
  readonly add: (line: ManifestLine) => Promise<void>;
  readonly finish: () => Promise<Sum & Pick<Manifest, 'parts'>>;
}

/** Sums a day's lines up; writes nothing. */
export function sumLines(): LineSink {
  return lineSink(async () => []);
}

/**
 * Sums a day's lines up and writes them part by part, in flat memory. The parts are named by the hash that is expected of
 * the whole, so that those of a manifest that is in force are never overwritten; they mean nothing without the head.
 */
export function writeLines(store: ManifestStore, day: string, expectedHash: string): LineSink {
  let count = 0;
  return lineSink(async (text) => {
    count += 1;
    const key = `${MANIFESTS}${day}/${expectedHash.slice(0, 16)}-${String(count).padStart(5, '0')}.jsonl`;
    await putText(store, key, text);
    return [key];
  });
}

/** One line of a manifest, as its root hash covers it. */
export function formatLine({ key, sizeBytes, etag }: ManifestLine): string {
  return `${JSON.stringify({ key, sizeBytes, etag })}\n`;
}

function lineSink(putPart: (text: string) => Promise<readonly string[]>): LineSink {
  const hash = createHash('sha256');
  const parts: string[] = [];
  let lines: string[] = [];
  const total = { objects: 0, bytes: 0 };
  const flush = async () => {
    if (lines.length > 0) parts.push(...(await putPart(lines.join(''))));
    lines = [];
  };
  return {
    add: async ({ key, sizeBytes, etag }) => {
      const line = formatLine({ key, sizeBytes, etag });
      hash.update(line);
      lines.push(line);
      total.objects += 1;
      total.bytes += sizeBytes;
      if (lines.length === LINES_PER_PART) await flush();
    },
    finish: async () => {
      await flush();
      return { ...total, rootHash: hash.digest('hex'), parts };
    },
  };
}

/** Writes the head, which makes the manifest valid. */
export async function writeManifest(store: ManifestStore, manifest: Manifest): Promise<void> {
  await putText(store, headKey(manifest.day), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** A day's manifest, or undefined where the day has none. */
export async function readManifest(store: ManifestStore, day: string): Promise<Manifest | undefined> {
  const text = await getText(store, headKey(day));
  if (text === undefined) return undefined;
  const manifest: Manifest = JSON.parse(text);
  return manifest;
}

/** The days that have a manifest, oldest first. */
export async function listManifests({
  ports,
  caller,
  destination,
}: ManifestStore): Promise<readonly string[]> {
  const days: string[] = [];
  let continuation: string | undefined;
  do {
    const request = {
      bucket: destination.bucket,
      prefix: destination.prefix + MANIFESTS,
      ...(continuation === undefined ? {} : { continuation }),
    };
    const page = await caller.retry(() => ports.listPage(request));
    for (const { key } of page.objects) {
      const [, day] = /\/(\d{4}-\d\d-\d\d)\.json$/.exec(key) ?? [];
      if (day !== undefined) days.push(day);
    }
    continuation = page.continuation;
  } while (continuation !== undefined);
  return days.sort();
}

/** The lines of one part, and their text for the root hash. Undefined where the part is gone. */
export async function readPart(
  store: ManifestStore,
  key: string,
): Promise<{ text: string; lines: readonly ManifestLine[] } | undefined> {
  const text = await getText(store, key);
  if (text === undefined) return undefined;
  const lines = text.split('\n').flatMap((line): ManifestLine[] => (line === '' ? [] : [JSON.parse(line)]));
  return { text, lines };
}

function headKey(day: string): string {
  return `${MANIFESTS}${day}.json`;
}

function putText({ ports, caller, destination }: ManifestStore, key: string, text: string): Promise<void> {
  return caller.limited(() =>
    ports.putText({ bucket: destination.bucket, key: destination.prefix + key }, text),
  );
}

/** Looks before it reads: where listing is bound to a prefix, reading what is absent answers AccessDenied. */
async function getText(
  { ports, caller, destination }: ManifestStore,
  key: string,
): Promise<string | undefined> {
  const object = { bucket: destination.bucket, key: destination.prefix + key };
  const found = await caller.retry(() => findObject(ports, object));
  return found === undefined ? undefined : caller.limited(() => ports.getText(object));
}
