import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ObjectEntry, Problem, StringNode, SyntaxNode, YamlReading } from './node.ts';
import { hasWrongEscape, withoutAddedBreak } from './read-scalar-token.ts';
import { resolvePlain, resolveTagged } from './resolve-scalar.ts';

/** Containers within containers, beyond which a document is refused. */
const MAX_DEPTH = 400;

interface Conversion {
  readonly text: string;
  readonly problems: Problem[];
}

/** Turns the YAML package's nodes into ours, collecting what ESC does not allow. */
export function convertNode(node: Node, text: string): YamlReading {
  const conversion: Conversion = { text, problems: [] };
  const root = convert(node, conversion, 0);
  return { root, problems: conversion.problems };
}

function convert(node: unknown, conversion: Conversion, depth: number): SyntaxNode {
  if (isScalar(node)) return convertScalar(node, conversion);
  if (isMap(node)) return depth > MAX_DEPTH ? tooDeep(node, conversion) : convertMap(node, conversion, depth);
  if (isSeq(node))
    return depth > MAX_DEPTH ? tooDeep(node, conversion) : convertSequence(node, conversion, depth);
  if (isAlias(node)) {
    const start = node.range?.[0] ?? 0;
    complain(conversion, start, 'alias nodes are not supported');
    return { kind: 'null', start, end: start };
  }
  return { kind: 'null', start: 0, end: 0 };
}

function tooDeep(node: YAMLMap | YAMLSeq, conversion: Conversion): SyntaxNode {
  const start = startOf(node, conversion.text);
  complain(conversion, start, 'the document is nested too deeply');
  return { kind: 'null', start, end: start };
}

function convertMap(map: YAMLMap, conversion: Conversion, depth: number): SyntaxNode {
  const entries: ObjectEntry[] = [];
  for (const pair of map.items) {
    const key = convertKey(pair, conversion, depth);
    const value = convertValue(pair, key, { conversion, depth, isFlow: map.flow === true });
    entries.push({ key, value });
  }
  const own = startOf(map, conversion.text);
  const first = entries[0]?.key.start;
  const hasProperties = map.anchor !== undefined || map.tag !== undefined;
  const start = map.flow === true || hasProperties || first === undefined ? own : first;
  return { kind: 'object', entries, isFlow: map.flow === true, start, end: map.range?.[1] ?? start };
}

function convertKey(pair: Pair, conversion: Conversion, depth: number): StringNode {
  const isText = isScalar(pair.key);
  // What is wrong with a key's own value does not matter where no such key may be.
  const key = convert(pair.key, isText ? { ...conversion, problems: [] } : conversion, depth + 1);
  if (key.kind === 'string') return key;
  if (!isAlias(pair.key)) complain(conversion, key.start, 'mapping keys must be strings');
  return { kind: 'string', value: '', isPlain: false, start: key.start, end: key.end };
}

function convertValue(
  pair: Pair,
  key: StringNode,
  where: { readonly conversion: Conversion; readonly depth: number; readonly isFlow: boolean },
): SyntaxNode {
  const { conversion, depth, isFlow } = where;
  const isEmpty = pair.value === null || (isScalar(pair.value) && isUnwritten(pair.value));
  if (!isEmpty || !isFlow) return convert(pair.value, conversion, depth + 1);
  const from = isScalar(pair.value) ? (pair.value.range?.[0] ?? key.end) : key.end;
  const start = from + (/^\s*/.exec(conversion.text.slice(from))?.[0].length ?? 0);
  return { kind: 'null', start, end: start };
}

function convertSequence(sequence: YAMLSeq, conversion: Conversion, depth: number): SyntaxNode {
  const start = startOf(sequence, conversion.text);
  const elements = sequence.items.map((item) => convert(item, conversion, depth + 1));
  return { kind: 'array', elements, start, end: sequence.range?.[1] ?? start };
}

function convertScalar(scalar: Scalar, conversion: Conversion): SyntaxNode {
  const source = sourceOf(scalar, conversion);
  const start = isUnwritten(scalar) ? emptyStart(scalar, conversion.text) : startOf(scalar, conversion.text);
  const end = Math.max(start, scalar.range?.[1] ?? start);
  const tag = scalar.tag === '!' ? undefined : scalar.tag;
  const isPlain = scalar.type === 'PLAIN' || scalar.type === undefined;
  if (!isPlain && (tag === undefined || tag === 'tag:yaml.org,2002:str'))
    return { kind: 'string', value: source, isPlain: false, start, end };
  const resolved = tag === undefined ? resolvePlain(source) : resolveTagged(source, tag);
  switch (resolved.kind) {
    case 'null':
      return { kind: 'null', start, end };
    case 'boolean':
      return { kind: 'boolean', value: resolved.value, start, end };
    case 'number':
      return { kind: 'number', text: resolved.text, start, end };
    case 'string':
      return { kind: 'string', value: source, isPlain: isPlain && tag === undefined, start, end };
    case 'wrong':
      complain(conversion, start, resolved.summary);
      return { kind: 'null', start, end };
  }
}

/** The scalar's text, as go-yaml reads it. */
function sourceOf({ source = '', type, range }: Scalar, conversion: Conversion): string {
  const [from = 0, to = 0] = range ?? [];
  const written = conversion.text.slice(from, to);
  if (type === 'QUOTE_DOUBLE' && hasWrongEscape(written))
    complain(conversion, from, 'yaml: found unknown escape character');
  const isLast = type?.startsWith('BLOCK') === true && to === conversion.text.length;
  return isLast ? withoutAddedBreak(source, written.slice(written.indexOf('\n') + 1)) : source;
}

function isUnwritten(scalar: Scalar): boolean {
  return (
    scalar.source === '' &&
    scalar.tag === undefined &&
    scalar.anchor === undefined &&
    (scalar.type ?? 'PLAIN') === 'PLAIN'
  );
}

/** A value that is not written stands right behind its `:` or `-`. */
function emptyStart(scalar: Scalar, text: string): number {
  let start = scalar.range?.[0] ?? 0;
  while (start > 0 && /\s/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

/** An anchor and a tag, each a word of its own. */
const PROPERTIES =
  /(?<![^\s,[\]{}])(?:(?:!<[^>\s]*>|[&!][^\s,[\]{}]*)\s+)?(?:!<[^>\s]*>|[&!][^\s,[\]{}]*)\s*$/;

/** Where a node begins, its anchor and tag included. */
function startOf(node: Scalar | YAMLMap | YAMLSeq, text: string): number {
  const start = node.range?.[0] ?? 0;
  if (node.anchor === undefined && node.tag === undefined) return start;
  const before = PROPERTIES.exec(text.slice(Math.max(0, start - 500), start));
  return before === null ? start : start - before[0].length;
}

function complain(conversion: Conversion, offset: number, summary: string): void {
  conversion.problems.push({ severity: 'error', offset, summary });
}
