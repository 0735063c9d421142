import { goQuote } from './go-quote.ts';
import { encodeUtf8 } from './utf8.ts';

/** JSON with numbers as their text and objects as entries, later keys winning. */
export type Json =
  | null
  | boolean
  | string
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, Json> };

/** The text is not JSON; the message is in the words of Go's decoder. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

interface Reader {
  readonly text: string;
  at: number;
}

const MAX_DEPTH = 400;
const WHOLE = /0|[1-9]\d*/y;
const DIGITS = /\d+/y;
const CHARACTERS = /(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const HALF_ESCAPE = /\\(?:u[0-9a-fA-F]{0,3})?/y;
const SPACE = /[ \t\n\r]*/y;
const literals: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/** Reads the first JSON value of a text; what stands behind it is ignored, as the reference does. */
export function readJson(text: string): Json {
  return readValue({ text, at: 0 }, 0);
}

function readValue(reader: Reader, depth: number): Json {
  if (depth > MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth');
  skipSpace(reader);
  const first = reader.text[reader.at];
  if (first === '{') return readObject(reader, depth);
  if (first === '[') return readArray(reader, depth);
  if (first === '"') return readString(reader);
  const literal = literals.find(([word]) => word[0] === first);
  if (literal !== undefined) return readLiteral(reader, literal);
  if (first !== undefined && /[-\d]/.test(first)) return readNumber(reader);
  throw unexpected(reader, 'looking for beginning of value');
}

function readLiteral(reader: Reader, [word, value]: (typeof literals)[number]): null | boolean {
  for (const letter of word)
    if (!take(reader, letter)) throw unexpected(reader, `in literal ${word} (expecting '${letter}')`);
  return value;
}

function readNumber(reader: Reader): Json {
  const start = reader.at;
  take(reader, '-');
  expect(reader, WHOLE, 'in numeric literal');
  if (take(reader, '.')) expect(reader, DIGITS, 'after decimal point in numeric literal');
  if (take(reader, 'e') || take(reader, 'E')) {
    if (!take(reader, '-')) take(reader, '+');
    expect(reader, DIGITS, 'in exponent of numeric literal');
  }
  return { kind: 'number', text: reader.text.slice(start, reader.at) };
}

function readObject(reader: Reader, depth: number): Json {
  const entries = new Map<string, Json>();
  reader.at += 1;
  skipSpace(reader);
  if (take(reader, '}')) return { kind: 'object', entries };
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] !== '"')
      throw unexpected(reader, 'looking for beginning of object key string');
    const key = readString(reader);
    skipSpace(reader);
    if (!take(reader, ':')) throw unexpected(reader, 'after object key');
    entries.set(key, readValue(reader, depth + 1));
    skipSpace(reader);
    if (take(reader, '}')) return { kind: 'object', entries };
    if (!take(reader, ',')) throw unexpected(reader, 'after object key:value pair');
  }
}

function readArray(reader: Reader, depth: number): Json {
  const items: Json[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (take(reader, ']')) return { kind: 'array', items };
  for (;;) {
    items.push(readValue(reader, depth + 1));
    skipSpace(reader);
    if (take(reader, ']')) return { kind: 'array', items };
    if (!take(reader, ',')) throw unexpected(reader, 'after array element');
  }
}

function readString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  match(reader, CHARACTERS);
  if (!take(reader, '"')) {
    const half = match(reader, HALF_ESCAPE);
    if (half === undefined) throw unexpected(reader, 'in string literal');
    throw unexpected(reader, half === '\\' ? 'in string escape code' : 'in \\u hexadecimal character escape');
  }
  const text: string = JSON.parse(reader.text.slice(start, reader.at));
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function expect(reader: Reader, pattern: RegExp, where: string): void {
  if (match(reader, pattern) === undefined) throw unexpected(reader, where);
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function skipSpace(reader: Reader): void {
  match(reader, SPACE);
}

/** Go's decoder reads bytes, and shows the one it stumbled on as the character of that number. */
function unexpected(reader: Reader, where: string): JsonSyntaxError {
  const character = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0);
  if (reader.at >= reader.text.length)
    return new JsonSyntaxError(reader.text.trim() === '' ? 'EOF' : 'unexpected EOF');
  const byte = String.fromCharCode(encodeUtf8(character)[0] ?? 0);
  const shown = byte === "'" ? "\\'" : byte === '"' ? byte : goQuote(byte).slice(1, -1);
  return new JsonSyntaxError(`invalid character '${shown}' ${where}`);
}
