import { writeInlineString, writeString } from '../editing/write-draft.ts';
import type { ObjectNode } from '../syntax/node.ts';

/** A piece of a text and what stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const INDENT = 2;

/** Puts `{ciphertext: …}` in the place of a secret's text, in the style of what is around it. */
export function ciphertextAt(text: string, secret: ObjectNode, envelope: string): Replacement {
  const { start, end } = argumentOf(text, secret);
  if (secret.isFlow) return { start, end, text: `{ciphertext: ${envelope}}` };
  const line = `ciphertext: ${envelope}`;
  if (isFirstOnLine(text, start)) return { start, end, text: line };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(columnOf(text, secret.start) + INDENT);
  return { start: trimmedEnd(text, start), end, text: `${newline}${indent}${line}` };
}

/** Puts a secret's text in the place of its ciphertext. */
export function plaintextAt(text: string, secret: ObjectNode, plaintext: string): Replacement {
  const { start, end } = argumentOf(text, secret);
  if (secret.isFlow) return { start, end, text: writeInlineString(plaintext) };
  const indent = columnOf(text, secret.start) + INDENT;
  const written = writeString(plaintext, { indent, hint: INDENT });
  const hasComment = text.slice(secret.entries[0]?.key.end ?? start, start).includes('#');
  if (hasComment || !isFirstOnLine(text, start)) return { start, end, text: written };
  return { start: trimmedEnd(text, start), end, text: ` ${written}` };
}

/** The argument of the call; a block's last line break stays where it is. */
function argumentOf(text: string, secret: ObjectNode): { start: number; end: number } {
  const argument = secret.entries[0]?.value;
  if (argument === undefined) return { start: secret.end, end: secret.end };
  const { start } = argument;
  const isBlock = argument.kind === 'object' && !argument.isFlow;
  const end = (isBlock ? argument.entries.at(-1)?.value.end : undefined) ?? argument.end;
  return { start, end: Math.max(start, trimmedEnd(text, end)) };
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}

function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Replacements that do not overlap, all at once. */
export function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const ordered = [...replacements].sort((a, b) => a.start - b.start);
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of ordered) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}
