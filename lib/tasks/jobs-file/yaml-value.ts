import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import { formatCount } from '../../model/format-count.ts';
import { type Path, pointerOf } from './mistake.ts';

/** Where a part of the document stands, in characters from its start. */
export interface Place {
  readonly keyOffset?: number;
  readonly valueOffset: number;
  /** Of a scalar whose characters stand in the file as they are: where the first of them is. */
  readonly textOffset?: number;
}

/** Places by JSON pointer. */
export type Places = ReadonlyMap<string, Place>;

interface Walk {
  readonly text: string;
  readonly anchors: Map<string, unknown>;
  readonly places: Map<string, Place>;
  readonly mistakes: { offset: number; message: string }[];
  valuesLeft: number;
}

interface Step {
  readonly node: unknown;
  readonly path: Path;
  readonly keyOffset?: number;
}

const maxValues = 50_000;
const maxDepth = 50;

/** The document as a plain value. Duplicate and merge keys, unknown aliases and alias bombs are mistakes. */
export function readValue(document: Document, text: string) {
  const walk: Walk = { text, anchors: new Map(), places: new Map(), mistakes: [], valuesLeft: maxValues };
  const value = readNode(walk, { node: document.contents, path: [] });
  const { places, mistakes }: { places: Places; mistakes: Walk['mistakes'] } = walk;
  return { value, places, mistakes };
}

function readNode(walk: Walk, step: Step): unknown {
  const { path, keyOffset } = step;
  const node = follow(walk, step.node);
  const valueOffset = offsetOf(node) ?? keyOffset ?? 0;
  if (exceeds(walk, path, valueOffset)) return null;
  const textOffset = isScalar(node) ? textOffsetOf(walk.text, node) : undefined;
  walk.places.set(pointerOf(path), {
    valueOffset,
    ...(keyOffset === undefined ? {} : { keyOffset }),
    ...(textOffset === undefined ? {} : { textOffset }),
  });
  if (isMap(node)) return readMap(walk, node, path);
  if (isSeq(node))
    return node.items.map((item, index) => readNode(walk, { node: item, path: [...path, index] }));
  return isScalar(node) ? node.value : null;
}

function readMap(walk: Walk, map: YAMLMap<unknown, unknown>, path: Path): unknown {
  const entries = new Map<string, unknown>();
  const lines = new Map<string, number>();
  for (const pair of map.items) {
    const keyOffset = offsetOf(pair.key) ?? offsetOf(map) ?? 0;
    const key = readKey(walk, pair.key, keyOffset);
    if (key === undefined) continue;
    const first = lines.get(key);
    if (first !== undefined) {
      const noun = path.length === 1 && path[0] === 'jobs' ? 'job' : 'key';
      walk.mistakes.push({
        offset: keyOffset,
        message: `duplicate ${noun} "${key}"; the first is on line ${first}`,
      });
      continue;
    }
    lines.set(key, walk.text.slice(0, keyOffset).split('\n').length);
    entries.set(key, readNode(walk, { node: pair.value, path: [...path, key], keyOffset }));
  }
  return Object.fromEntries(entries);
}

function readKey(walk: Walk, node: unknown, offset: number): string | undefined {
  const key = follow(walk, node);
  if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
    walk.mistakes.push({
      offset,
      message: 'merge keys ("<<") are not read; write the settings out, or use defaults',
    });
    return undefined;
  }
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  const written = isScalar(key) ? `: put "${String(key.value)}" in quotes` : '';
  walk.mistakes.push({ offset, message: `a key must be text${written}` });
  return undefined;
}

/** The node itself, or what its alias stands for. Anchors are noted as the walk meets them, as YAML reads them. */
function follow(walk: Walk, node: unknown): unknown {
  if (isAlias(node)) {
    if (walk.anchors.has(node.source)) return walk.anchors.get(node.source);
    walk.mistakes.push({ offset: offsetOf(node) ?? 0, message: `unknown alias "*${node.source}"` });
    return null;
  }
  if (isNode(node) && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  return node;
}

/** Stops a document that grows without end, and says so once. */
function exceeds(walk: Walk, path: Path, offset: number): boolean {
  if (walk.valuesLeft <= 0) return true;
  walk.valuesLeft -= 1;
  if (path.length <= maxDepth && walk.valuesLeft > 0) return false;
  const message =
    path.length > maxDepth
      ? `nested more than ${maxDepth} levels deep, aliases followed`
      : `more than ${formatCount(maxValues)} values, aliases followed`;
  walk.mistakes.push({ offset, message });
  walk.valuesLeft = 0;
  return true;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function textOffsetOf(text: string, scalar: Scalar<unknown>): number | undefined {
  const start = offsetOf(scalar);
  if (start === undefined || typeof scalar.value !== 'string') return undefined;
  const first = scalar.type === 'PLAIN' ? start : start + 1;
  return text.startsWith(scalar.value, first) ? first : undefined;
}
