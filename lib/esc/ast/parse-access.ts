import { displayWidth } from '../syntax/display-width.ts';
import type { Problem, StringNode } from '../syntax/node.ts';
import type { Accessor, Accessors } from './expression.ts';

export interface AccessReading {
  readonly accessors: Accessors;
  /** Offset in the string behind the access. */
  readonly end: number;
}

interface Reader {
  readonly node: StringNode;
  readonly problems: Problem[];
  readonly accessors: Accessor[];
  at: number;
}

/** Reads a property access such as `a.b["c"][0]}` up to its closing brace, going on after mistakes. */
export function parseAccess(node: StringNode, start: number, problems: Problem[]): AccessReading {
  const reader: Reader = { node, problems, accessors: [], at: start };
  for (;;) {
    const character = peek(reader);
    if (character === undefined || isSpace(character)) {
      complain(reader, reader.at, "missing closing brace '}' in interpolation");
      return finish(reader, reader.at);
    }
    const from = reader.at;
    if (character !== '}' && character !== '.' && character !== '[') {
      reader.accessors.push(readName(reader, from));
      continue;
    }
    reader.at += 1;
    if (character === '}') return finish(reader, from);
    reader.accessors.push(character === '.' ? readName(reader, from) : readSubscript(reader, from));
  }
}

function finish(reader: Reader, from: number): AccessReading {
  if (reader.accessors.length === 0) reader.accessors.push({ key: '', ...shiftOf(reader.node, from) });
  return { accessors: reader.accessors, end: reader.at };
}

function readName(reader: Reader, from: number): Accessor {
  const start = reader.at;
  skipWhile(reader, (character) => !endsName(character));
  const key = reader.node.value.slice(start, reader.at);
  if (key === '') complain(reader, from, 'property name must not be empty');
  return { key, ...shiftOf(reader.node, from) };
}

/** Behind the opening bracket; takes the closing one, if it is there. */
function readSubscript(reader: Reader, from: number): Accessor {
  const first = peek(reader);
  if (first === undefined) {
    complain(reader, from, "subscript is missing closing bracket ']'");
    return { key: '', ...shiftOf(reader.node, from) };
  }
  const subscript = first === '"' ? readKey(reader, from) : readIndex(reader, from);
  if (peek(reader) === ']') reader.at += 1;
  else complain(reader, from, "subscript is missing closing bracket ']'");
  return typeof subscript === 'number'
    ? { index: subscript, ...shiftOf(reader.node, from) }
    : { key: subscript, ...shiftOf(reader.node, from) };
}

function readKey(reader: Reader, from: number): string {
  reader.at += 1;
  let key = '';
  for (;;) {
    const character = peek(reader);
    if (character === undefined) {
      complain(reader, from + 1, `key subscript is missing closing quote '"'`);
      return key;
    }
    reader.at += 1;
    if (character === '"') {
      if (key === '') complain(reader, from + 1, 'key subscript must not be empty');
      return key;
    }
    if (character === '\\' && peek(reader) === '"') {
      reader.at += 1;
      key += '"';
    } else key += character;
  }
}

function readIndex(reader: Reader, from: number): number | string {
  const start = reader.at;
  skipWhile(reader, (character) => character !== ']' && !endsName(character));
  const text = reader.node.value.slice(start, reader.at);
  const index = Number(text);
  if (!/^[-+]?\d+$/.test(text) || !Number.isSafeInteger(index)) {
    complain(reader, from + 1, 'numeric subscript must be a positive base-10 integer');
    return text;
  }
  if (reader.accessors.length === 0) {
    complain(
      reader,
      from,
      'the first accessor must be a property name or key subscript, not a numeric subscript',
    );
  }
  return index;
}

function skipWhile(reader: Reader, test: (character: string) => boolean): void {
  for (let character = peek(reader); character !== undefined && test(character); character = peek(reader)) {
    reader.at += 1;
  }
}

function peek(reader: Reader): string | undefined {
  return reader.node.value[reader.at];
}

function endsName(character: string): boolean {
  return character === '.' || character === '[' || character === '}' || isSpace(character);
}

function isSpace(character: string): boolean {
  return /[\t\n\v\f\r \u0085\u00a0]/.test(character);
}

function shiftOf(node: StringNode, at: number): { shift?: number } {
  return node.isPlain ? { shift: displayWidth(node.value.slice(0, at)) } : {};
}

function complain(reader: Reader, at: number, summary: string): void {
  reader.problems.push({
    severity: 'error',
    offset: reader.node.start,
    ...shiftOf(reader.node, at),
    summary,
  });
}
