import { createHash } from 'node:crypto';
import { ServiceError } from '../model/errors.ts';

/** The app's state bucket, as a run needs it. Keys lie below the job's own prefix. */
export interface StateStore {
  readonly put: (key: string, body: string) => Promise<void>;
  /** The text, or undefined where there is no such key. */
  readonly get: (key: string) => Promise<string | undefined>;
}

/** A plan as it lies in the state bucket: parts of JSON lines, and this manifest that seals them. */
export interface PlanManifest {
  readonly job: string;
  readonly slot: string;
  readonly items: number;
  readonly parts: readonly string[];
  /** The first items in words, at most a hundred. */
  readonly lines: readonly string[];
  /** SHA-256 over the items' JSON lines, in hex. */
  readonly digest: string;
}

const ITEMS_PER_PART = 5_000;

/** Passes items through, counts and hashes them, so that what was applied can be named by its digest. */
export function sealItems<Item>(items: AsyncIterable<Item>): {
  items: AsyncIterable<Item>;
  digest: () => string;
  /** How many were passed through so far. */
  count: () => number;
} {
  const hash = createHash('sha256');
  let count = 0;
  async function* sealed() {
    for await (const item of items) {
      count += 1;
      hash.update(`${JSON.stringify(item)}\n`);
      yield item;
    }
  }
  return { items: sealed(), digest: () => hash.copy().digest('hex'), count: () => count };
}

/** Writes a plan, part by part in flat memory; returns its manifest and the manifest's key. */
export async function storePlan<Item>(
  store: StateStore,
  plan: {
    readonly job: string;
    readonly slot: string;
    readonly id: string;
    readonly items: AsyncIterable<Item>;
    readonly describe: (item: Item) => string;
  },
): Promise<{ key: string; manifest: PlanManifest }> {
  const folder = `${plan.job}/plans/${plan.id}`;
  const parts: string[] = [];
  const described: string[] = [];
  let lines: string[] = [];
  let count = 0;
  const sealed = sealItems(plan.items);
  const flush = async () => {
    const key = `${folder}/part-${String(parts.length + 1).padStart(5, '0')}.jsonl`;
    await store.put(key, lines.join(''));
    parts.push(key);
    lines = [];
  };
  for await (const item of sealed.items) {
    if (described.length < 100) described.push(plan.describe(item));
    lines.push(`${JSON.stringify(item)}\n`);
    count += 1;
    if (lines.length === ITEMS_PER_PART) await flush();
  }
  if (lines.length > 0) await flush();
  const { job, slot } = plan;
  const manifest = { job, slot, items: count, parts, lines: described, digest: sealed.digest() };
  const key = `${folder}/plan.json`;
  await store.put(key, JSON.stringify(manifest));
  return { key, manifest };
}

/** A plan as it was stored. */
export interface StoredPlan<Item> {
  readonly digest: string;
  /** Its items in order, without so many at its beginning. */
  readonly itemsAfter: (taken: number) => AsyncIterable<Item>;
}

/**
 * A plan for reading. PlanNotFound or PlanMismatch where it is gone, was altered, belongs to another job, or has not the
 * digest that is asked for; then not one item is yielded.
 */
export async function openPlan<Item>(
  store: StateStore,
  wanted: { readonly key: string; readonly job: string; readonly digest?: string | undefined },
): Promise<StoredPlan<Item>> {
  const manifest = await readPlanManifest(store, wanted.key, wanted.job);
  if (wanted.digest !== undefined && wanted.digest !== manifest.digest)
    throw planError('PlanMismatch', `the plan "${wanted.key}" is not the one with digest ${wanted.digest}`);
  return {
    digest: manifest.digest,
    itemsAfter: (taken) => readPlanItems<Item>(store, manifest, taken),
  };
}

/** Reads a plan's manifest; a plan of another job is refused. */
async function readPlanManifest(store: StateStore, key: string, job: string): Promise<PlanManifest> {
  if (!key.startsWith(`${job}/plans/`))
    throw planError('PlanMismatch', `the plan "${key}" is not one of job "${job}"`);
  const text = await store.get(key);
  if (text === undefined) throw planError('PlanNotFound', `there is no plan "${key}"`);
  const manifest: PlanManifest = JSON.parse(text);
  if (manifest.job !== job)
    throw planError('PlanMismatch', `the plan "${key}" was made for job "${manifest.job}"`);
  return manifest;
}

/** A part that is missing or altered ends in an error before the first item is yielded. */
async function* readPlanItems<Item>(
  store: StateStore,
  manifest: PlanManifest,
  taken: number,
): AsyncIterable<Item> {
  await verifyPlan(store, manifest);
  let index = 0;
  for (const key of manifest.parts) {
    const text = (await store.get(key)) ?? '';
    for (const line of text.split('\n')) {
      if (line === '') continue;
      index += 1;
      if (index <= taken) continue;
      const item: Item = JSON.parse(line);
      yield item;
    }
  }
}

/** The seal is checked over the whole plan first: a plan altered in its last part must not be half done. */
async function verifyPlan(store: StateStore, manifest: PlanManifest): Promise<void> {
  const hash = createHash('sha256');
  for (const key of manifest.parts) {
    const text = await store.get(key);
    if (text === undefined) throw planError('PlanNotFound', `part "${key}" of the plan is gone`);
    hash.update(text);
  }
  if (hash.digest('hex') !== manifest.digest)
    throw planError('PlanMismatch', `the plan of slot ${manifest.slot} was altered`);
}

/** An error about a plan, such as `PlanMismatch`. */
export function planError(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, service: 'nightshift', operation: 'readPlan' });
}
