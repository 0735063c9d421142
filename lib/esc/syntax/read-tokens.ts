import type { CST } from 'yaml';
import type { ObjectEntry, Problem, StringNode, SyntaxNode } from './node.ts';
import { isTrivia, readBlockScalar, readScalar } from './read-scalar-token.ts';

/**
 * Reads the everyday part of YAML from the parser's tokens, which takes a fraction of composing a document: block
 * collections, flow collections on one line, scalars without tags, anchors and aliases. At anything else, and at
 * anything that might be a mistake, it gives up; the caller then lets the YAML package compose the document.
 */
export function readTokens(document: CST.Document, problems: Problem[]): SyntaxNode | undefined {
  if (document.value === undefined || !isTrivia(document.start, true) || !isTrivia(document.end))
    return undefined;
  return readBlock(document.value, { problems, depth: 0 });
}

interface Reading {
  readonly problems: Problem[];
  readonly depth: number;
}

type Item =
  | CST.BlockMap['items'][number]
  | CST.BlockSequence['items'][number]
  | CST.FlowCollection['items'][number];

const MAX_DEPTH = 300;

function readBlock(token: CST.Token, reading: Reading): SyntaxNode | undefined {
  if (reading.depth > MAX_DEPTH) return undefined;
  const deeper = { ...reading, depth: reading.depth + 1 };
  if (token.type === 'block-map') return readBlockMap(token, deeper);
  if (token.type === 'block-seq') return readBlockSequence(token, deeper);
  return undefined;
}

function readBlockMap(map: CST.BlockMap, reading: Reading): SyntaxNode | undefined {
  const entries: ObjectEntry[] = [];
  for (const item of map.items) {
    if (!item.key && !item.sep && !item.value && isTrivia(item.start, true)) continue;
    const key = isTrivia(item.start, true) ? readKey(item.key, map.indent) : undefined;
    const colon = indicator(item.sep, 'map-value-ind');
    if (key === undefined || colon === undefined || colon.offset > key.start + 1000) return undefined;
    const value = readValue(item, { reading, colon, indent: map.indent });
    if (value === undefined) return undefined;
    entries.push({ key, value });
  }
  const [first] = entries;
  if (first === undefined) return undefined;
  const end = entries.at(-1)?.value.end ?? first.key.end;
  return { kind: 'object', entries, isFlow: false, start: first.key.start, end };
}

function readBlockSequence(sequence: CST.BlockSequence, reading: Reading): SyntaxNode | undefined {
  const elements: SyntaxNode[] = [];
  for (const item of sequence.items) {
    if (!item.value && isTrivia(item.start, true)) continue;
    const dash = indicator(item.start, 'seq-item-ind');
    if (dash === undefined || item.key || item.sep) return undefined;
    const { value } = item;
    const isCompact = value?.type === 'block-map' && value.indent > sequence.indent;
    const element = isCompact
      ? readBlock(value, reading)
      : readValue({ ...item, sep: item.start }, { reading, colon: dash, indent: sequence.indent });
    if (element === undefined) return undefined;
    elements.push(element);
  }
  return { kind: 'array', elements, start: sequence.offset, end: elements.at(-1)?.end ?? sequence.offset };
}

interface Place {
  readonly reading: Reading;
  /** The `:` or `-` before the value. */
  readonly colon: CST.SourceToken;
  readonly indent: number;
}

function readValue(item: Item, { reading, colon, indent }: Place): SyntaxNode | undefined {
  const { value } = item;
  const after = (item.sep ?? []).filter(({ offset }) => offset > colon.offset);
  if (!value) return { kind: 'null', start: colon.offset + 1, end: colon.offset + 1 };
  const isOnNewLine = after.some(({ type }) => type === 'newline');
  if (value.type === 'block-map')
    return isOnNewLine && value.indent > indent ? readBlock(value, reading) : undefined;
  if (value.type === 'block-seq')
    return isOnNewLine && value.indent >= indent ? readBlock(value, reading) : undefined;
  if (isOnNewLine || after.length === 0) return undefined;
  return readInline(value, reading);
}

function readInline(token: CST.Token, reading: Reading): SyntaxNode | undefined {
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return readScalar(token, reading.problems);
    case 'block-scalar':
      return readBlockScalar(token);
    case 'flow-collection':
      return readFlow(token, { ...reading, depth: reading.depth + 1 });
    default:
      return undefined;
  }
}

function readFlow(flow: CST.FlowCollection, reading: Reading): SyntaxNode | undefined {
  const [close, ...rest] = flow.end;
  const isMap = flow.start.source === '{';
  if (close?.source !== (isMap ? '}' : ']') || !isTrivia(rest) || reading.depth > MAX_DEPTH) return undefined;
  const entries: ObjectEntry[] = [];
  const elements: SyntaxNode[] = [];
  for (const [index, item] of flow.items.entries()) {
    if (!isSeparated(item.start, index > 0)) return undefined;
    const isTrailing = index === flow.items.length - 1 && index > 0 && !item.key && !item.sep && !item.value;
    if (isTrailing) continue;
    const value = item.value ? readInline(item.value, reading) : undefined;
    if (value === undefined) return undefined;
    if (!isMap) {
      if (item.key || item.sep) return undefined;
      elements.push(value);
      continue;
    }
    const key = readKey(item.key, undefined);
    const colon = indicator(item.sep, 'map-value-ind');
    if (key === undefined || colon === undefined || item.sep?.some(({ type }) => type === 'newline'))
      return undefined;
    entries.push({ key, value });
  }
  const place = { start: flow.offset, end: close.offset + 1 };
  return isMap ? { kind: 'object', entries, isFlow: true, ...place } : { kind: 'array', elements, ...place };
}

/** Spaces only, and a comma exactly where one belongs. */
function isSeparated(start: readonly CST.SourceToken[], wantsComma: boolean): boolean {
  const commas = start.filter(({ type }) => type === 'comma').length;
  return commas === (wantsComma ? 1 : 0) && start.every(({ type }) => type === 'comma' || type === 'space');
}

function readKey(token: CST.Token | null | undefined, indent: number | undefined): StringNode | undefined {
  if (
    token?.type !== 'scalar' &&
    token?.type !== 'single-quoted-scalar' &&
    token?.type !== 'double-quoted-scalar'
  ) {
    return undefined;
  }
  if (indent !== undefined && token.indent !== indent) return undefined;
  const key = readScalar(token, []);
  return key?.kind === 'string' ? key : undefined;
}

function indicator(
  tokens: readonly CST.SourceToken[] | undefined,
  type: 'map-value-ind' | 'seq-item-ind',
): CST.SourceToken | undefined {
  const found = tokens?.filter((token) => token.type === type) ?? [];
  return found.length === 1 &&
    isTrivia(
      tokens?.filter((token) => token.type !== type),
      true,
    )
    ? found[0]
    : undefined;
}
