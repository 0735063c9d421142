import { keysOf, propertyOf } from './merge.ts';
import type { Value } from './value.ts';

export interface JsonOptions {
  /** Secrets in clear instead of `"[secret]"`. */
  readonly reveal: boolean;
  /** Spaces per level; 0 writes everything on one line. */
  readonly indent: number;
}

/** Everything but what Go leaves as it is. */
const ESCAPES = /[^ !#-%'-;=?-[\]-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]/gu;
const HAS_ESCAPES = /[^ !#-%'-;=?-[\]-\u2027\u202a-\ud7ff\ue000-\uffff]/;
const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** JSON as Go's encoder writes it: keys by bytes, `<`, `>` and `&` escaped, numbers by their text. */
export function toJson(value: Value, options: JsonOptions): string {
  return write(value, options, options.indent === 0 ? '' : '\n');
}

function write(value: Value, options: JsonOptions, newline: string): string {
  if (value.secret && !options.reveal) return '"[secret]"';
  switch (value.kind) {
    case 'unknown':
      return '"[unknown]"';
    case 'null':
      return 'null';
    case 'boolean':
      return value.value ? 'true' : 'false';
    case 'number':
      return value.text;
    case 'string':
      return quoteJson(value.text);
    case 'array': {
      const inner = deeper(newline, options);
      const items = value.items.map((item) => inner + write(item, options, inner));
      return items.length === 0 ? '[]' : `[${items.join(',')}${newline}]`;
    }
    case 'object': {
      const inner = deeper(newline, options);
      const colon = options.indent === 0 ? ':' : ': ';
      const members: string[] = [];
      for (const key of keysOf(value)) {
        const property = propertyOf(value, key);
        if (property !== undefined)
          members.push(inner + quoteJson(key) + colon + write(property, options, inner));
      }
      return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
    }
  }
}

function deeper(newline: string, { indent }: JsonOptions): string {
  return indent === 0 ? '' : newline + ' '.repeat(indent);
}

/** A JSON string literal, escaped as Go does; bytes that are not UTF-8 become U+FFFD. */
export function quoteJson(text: string): string {
  return HAS_ESCAPES.test(text) ? `"${text.replace(ESCAPES, escapeCharacter)}"` : `"${text}"`;
}

function escapeCharacter(character: string): string {
  const known = named[character];
  if (known !== undefined) return known;
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdfff ? '\\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
}
