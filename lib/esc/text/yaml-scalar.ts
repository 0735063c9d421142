import { resolvePlain, TIMESTAMP } from '../syntax/resolve-scalar.ts';
import { encodeBase64 } from './base64.ts';
import { encodeUtf8 } from './utf8.ts';

const OLD_BOOLEAN = /^(?:[yYnN]|yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const BREAK = /[\n\r\u0085\u2028\u2029]/;
/** Beyond U+FFFF the reference's emitter takes nothing for printable. */
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const named: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

export interface ScalarPlace {
  /** Spaces before each line of a block. */
  readonly indent: number;
  readonly isKey: boolean;
  /** Indentation that a block states where its text begins with a space. */
  readonly hint: number;
}

/** A string as go-yaml writes it: plain where it stays a string, else quoted, or a literal block for several lines. */
export function writeYamlString(text: string, place: ScalarPlace): string {
  if (/\p{Surrogate}/u.test(text)) return `!!binary ${encodeBase64(encodeUtf8(text))}`;
  if (text.includes('\n') && !place.isKey && mayBeBlock(text)) return literal(text, place);
  if (text.includes('\n')) return doubleQuoted(text);
  if (!staysString(text)) return doubleQuoted(text);
  if (mayBePlain(text)) return text;
  return maySingleQuote(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

function staysString(text: string): boolean {
  if (text === '<<' || TIMESTAMP.test(text)) return false;
  return resolvePlain(text).kind === 'string' && !BASE_60.test(text) && !OLD_BOOLEAN.test(text);
}

function mayBePlain(text: string): boolean {
  if (/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|[ \n])/.test(text)) return false;
  if (/:(?:[ \t]|$)|[ \t]#|[ \n]$/.test(text)) return false;
  return !text.includes('\t') && !BREAK.test(text) && !UNPRINTABLE.test(text);
}

function maySingleQuote(text: string): boolean {
  return !/[\n\r\u0085\u2028\u2029] | [\n\r\u0085\u2028\u2029]|\t/.test(text) && !UNPRINTABLE.test(text);
}

function mayBeBlock(text: string): boolean {
  return !/ [\n\r\u0085\u2028\u2029]| $/.test(text) && !UNPRINTABLE.test(text.replaceAll('\t', ' '));
}

function literal(text: string, { indent, hint }: ScalarPlace): string {
  const start = /^[ \n]/.test(text) ? String(hint) : '';
  const end = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${start}${end}\n${lines.join('\n')}`;
}

function doubleQuoted(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += escapeCharacter(character);
  return `${quoted}"`;
}

function escapeCharacter(character: string): string {
  const known = named[character];
  if (known !== undefined) return `\\${known}`;
  if (!UNPRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
