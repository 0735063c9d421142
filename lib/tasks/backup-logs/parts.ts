import { createHash } from 'node:crypto';
import type { Passage } from './transfer.ts';

export interface Part {
  /** From 1. */
  readonly number: number;
  /** First and last byte, both included. */
  readonly firstByte: number;
  readonly lastByte: number;
}

const MAX_PARTS = 10_000;
const DEFAULT_PART_BYTES = 268_435_456;
const MARK_VALUES = 1_024;

/**
 * The size of this object's parts in bytes. Its low 20 bits are a mark, ten bits for the destination key and ten for the
 * source's ETag: an upload found open tells by its parts whether it is ours and of which version of the source.
 */
export function partBytes(
  { sizeBytes, destination, etag }: Passage,
  leastBytes = DEFAULT_PART_BYTES,
): number {
  const least = Math.max(leastBytes, Math.ceil(sizeBytes / MAX_PARTS));
  return least + keyMark(destination.key) * MARK_VALUES + mark(etag);
}

/** Whether a part of this size was made by this engine for this key, of whatever version of the source. */
export function isOurPartSize(passage: Passage, size: number, leastBytes = DEFAULT_PART_BYTES): boolean {
  const least = Math.max(leastBytes, Math.ceil(passage.sizeBytes / MAX_PARTS));
  return Math.floor((size - least) / MARK_VALUES) === keyMark(passage.destination.key);
}

/** Cuts an object into parts of one size; the last one is what is left. */
export function planParts(passage: Passage, leastBytes = DEFAULT_PART_BYTES): readonly Part[] {
  const size = partBytes(passage, leastBytes);
  const count = Math.ceil(passage.sizeBytes / size);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    firstByte: index * size,
    lastByte: Math.min(passage.sizeBytes, (index + 1) * size) - 1,
  }));
}

function keyMark(key: string): number {
  return mark(key);
}

function mark(text: string): number {
  return createHash('sha256').update(text).digest().readUInt16BE(0) % MARK_VALUES;
}
