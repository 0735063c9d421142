import type { Replacement } from '../secrets/replace-text.ts';
import type { ArrayNode, ObjectNode, SyntaxNode } from '../syntax/node.ts';
import type { Draft } from './draft.ts';
import type { Editing } from './slot.ts';
import { columnOf, lastLineEnd } from './text-places.ts';
import { writeAfterColon, writeAfterDash, writeInline, writeInlineString, writeKey } from './write-draft.ts';

/** Adds an entry behind those of an object that has some. */
export function insertEntry(
  { text, unit }: Editing,
  object: ObjectNode,
  { key, draft }: { readonly key: string; readonly draft: Draft },
): Replacement {
  const last = object.entries.at(-1)?.value;
  if (object.isFlow) return insertInline(last, `${writeInlineString(key)}: ${writeInline(draft)}`);
  const column = columnOf(text, object.start);
  const line = `${writeKey(key)}:${writeAfterColon(draft, { indent: column + unit, unit })}`;
  return insertLine(text, object, ' '.repeat(column) + line);
}

/** Adds an element behind those of a list that has some. */
export function insertElement({ text, unit }: Editing, array: ArrayNode, draft: Draft): Replacement {
  if (text[array.start] === '[') return insertInline(array.elements.at(-1), writeInline(draft));
  const column = columnOf(text, array.start);
  const line = `-${writeAfterDash(draft, { indent: column + 2, unit })}`;
  return insertLine(text, array, ' '.repeat(column) + line);
}

function insertInline(last: SyntaxNode | undefined, written: string): Replacement {
  const at = last?.end ?? 0;
  return { start: at, end: at, text: `, ${written}` };
}

function insertLine(text: string, container: SyntaxNode, line: string): Replacement {
  const at = lastLineEnd(text, container);
  return { start: at, end: at, text: `\n${line}` };
}
