import { gzipSync } from 'node:zlib';
import type { StoredObject } from '../aws/admin/objects.ts';

const OBJECTS = 2_000;
const DAYS = 3;
const KIB = 1_024;
const MIB = 1_024 * KIB;
/** Characters that tools get wrong in keys. */
const ODD = [' ', '+', '%', 'é', '&'];

export interface SeedObject extends StoredObject {
  /** `copied`: already in the destination, the same. `outdated`: there, but older and of another size. */
  readonly destination: 'missing' | 'copied' | 'outdated';
}

/**
 * The web application's logs of the three days before `now`: always the same bytes for the same day. Nine of ten are
 * smaller than 16 KiB, some reach 5 MiB, one is empty and one has 12 MiB; about 80 MiB in all.
 */
export function makeSeedObjects(now: Date): readonly SeedObject[] {
  return Array.from({ length: OBJECTS }, (_, index) => makeSeedObject(index, now));
}

function makeSeedObject(index: number, now: Date): SeedObject {
  const random = seededRandom(index + 1);
  const day = new Date(now.getTime() - (1 + (index % DAYS)) * 86_400_000);
  const gzip = index % 4 === 0;
  const body = makeBody(chooseSize(index, random), { index, gzip });
  const odd = index % 50 === 7 ? `${ODD[Math.floor(index / 50) % ODD.length]}x` : '';
  const date = day.toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    key: `app/${date}/web-${String(index).padStart(4, '0')}${odd}.log${gzip ? '.gz' : ''}`,
    body,
    contentType: gzip ? 'application/gzip' : 'text/plain; charset=utf-8',
    metadata: { host: `web-${index % 7}`, lines: String(1 + (index % 900)) },
    tags: { source: 'app', tier: index % 10 === 0 ? 'audit' : 'access' },
    destination: chooseDestination(index),
  };
}

function chooseDestination(index: number): SeedObject['destination'] {
  if (index % 10 === 3) return 'copied';
  return index % 40 === 5 ? 'outdated' : 'missing';
}

function chooseSize(index: number, random: () => number): number {
  if (index === 11) return 0;
  if (index === 22) return 12 * MIB;
  if (index % 250 === 33) return Math.floor((1 + 4 * random()) * MIB);
  if (index % 10 === 9) return Math.floor((16 + 270 * random()) * KIB);
  return Math.floor(200 + random() ** 2 * 15 * KIB);
}

/** Log lines, repeated to the size; a gzip body is the compressed text, so it is smaller. */
function makeBody(size: number, { index, gzip }: { index: number; gzip: boolean }): Uint8Array {
  const line = `10.0.${index % 256}.7 - - "GET /orders/${index} HTTP/1.1" 200 ${index * 7} "-" "curl/8"\n`;
  const text = Buffer.alloc(size, line);
  return gzip && size < MIB ? gzipSync(text) : text;
}

/** What stood in the destination before, for an `outdated` object. */
export function outdatedBody(object: SeedObject): Uint8Array {
  return Buffer.concat([Buffer.from('older\n'), object.body.subarray(0, object.body.length >> 1)]);
}

/** A small linear congruential generator: the seed data needs repeatable numbers, not good ones. */
function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 4_294_967_296;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
