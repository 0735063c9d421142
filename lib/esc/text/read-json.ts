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
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
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
  for (const [word, value] of literals) {
    if (!reader.text.startsWith(word, reader.at)) continue;
    reader.at += word.length;
    return value;
  }
  const number = match(reader, NUMBER);
  if (number !== undefined) return { kind: 'number', text: number };
  throw unexpected(reader, 'looking for beginning of value');
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
  const source = match(reader, STRING);
  if (source === undefined) throw unexpected(reader, 'in string literal');
  const text: string = JSON.parse(source);
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
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

function unexpected(reader: Reader, where: string): JsonSyntaxError {
  const character = reader.text[reader.at];
  if (character === undefined) return new JsonSyntaxError(reader.at === 0 ? 'EOF' : 'unexpected EOF');
  return new JsonSyntaxError(`invalid character '${character}' ${where}`);
}
