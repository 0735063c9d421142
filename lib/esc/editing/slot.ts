import type { Replacement } from '../secrets/replace-text.ts';
import type { ArrayNode, ObjectNode, SyntaxNode } from '../syntax/node.ts';
import type { Draft } from './draft.ts';
import { columnOf, lineEnd, lineStart, textEnd } from './text-places.ts';
import { writeAfterColon, writeAfterDash, writeInline } from './write-draft.ts';

/** A document under edit. */
export interface Editing {
  readonly text: string;
  /** Spaces that one level is further to the right than the one above. */
  readonly unit: number;
}

/** A place that holds a value, and can be given another one. */
export interface Slot {
  readonly value: SyntaxNode;
  readonly replace: (draft: Draft) => Replacement;
  /** Takes the value away with what names it; undefined where the container would be left empty. */
  readonly remove: () => Replacement | undefined;
}

/** What stands behind a key. */
export function entrySlot(
  editing: Editing,
  { entries, isFlow }: ObjectNode,
  index: number,
): Slot | undefined {
  const entry = entries[index];
  if (entry === undefined) return undefined;
  const { key, value } = entry;
  const { text, unit } = editing;
  if (isFlow) {
    const places = entries.map((sibling) => ({ start: sibling.key.start, end: sibling.value.end }));
    return bracketSlot(value, places, index);
  }
  const colon = text.indexOf(':', key.end);
  const indent = columnOf(text, key.start) + unit;
  return {
    value,
    replace: (draft) => ({
      start: colon + 1,
      ...withComment(editing, { value, from: colon + 1, written: writeAfterColon(draft, { indent, unit }) }),
    }),
    remove: () => removeLines(editing, entries, index, (sibling) => sibling.key.start),
  };
}

/** An element of a list. */
export function elementSlot(editing: Editing, array: ArrayNode, index: number): Slot | undefined {
  const value = array.elements[index];
  if (value === undefined) return undefined;
  const { text, unit } = editing;
  if (text[array.start] === '[') return bracketSlot(value, array.elements, index);
  const column = columnOf(text, array.start);
  const dash = dashOf(text, array, index);
  return {
    value,
    replace: (draft) => ({
      start: dash + 1,
      ...withComment(editing, {
        value,
        from: dash + 1,
        written: writeAfterDash(draft, { indent: column + 2, unit }),
      }),
    }),
    remove: () => {
      const items = array.elements.map((element, at) => ({ value: element, dash: dashOf(text, array, at) }));
      return removeLines(editing, items, index, (item) => item.dash);
    },
  };
}

function dashOf(text: string, array: ArrayNode, index: number): number {
  const element = array.elements[index];
  if (index === 0 || element === undefined) return array.start;
  const before = `\n${' '.repeat(columnOf(text, array.start))}-`;
  return text.lastIndexOf(before, element.start - 1) + before.length - 1;
}

interface Written {
  readonly value: SyntaxNode;
  /** Where the old text begins, behind the key or dash. */
  readonly from: number;
  readonly written: string;
}

/** A comment on the line of the key stays there, however many lines the value takes now; those inside go with it. */
function withComment({ text }: Editing, { value, from, written }: Written): { end: number; text: string } {
  const end = textEnd(text, value);
  const [head = ''] = text.slice(from, value.start).split('\n');
  const isOneLine = !text.slice(from, end).includes('\n');
  const tail = /^[ \t]+#.*/.exec(text.slice(end, lineEnd(text, end)))?.[0] ?? '';
  const comment = head.includes('#') ? head.trimEnd() : isOneLine ? tail : '';
  const [first = '', ...rest] = written.split('\n');
  return { end: end + tail.length, text: [first + comment, ...rest].join('\n') };
}

function removeLines<Item extends { readonly value: SyntaxNode }>(
  { text }: Editing,
  items: readonly Item[],
  index: number,
  startOf: (item: Item) => number,
): Replacement | undefined {
  const [item, next] = [items[index], items[index + 1]];
  if (item === undefined || items.length === 1) return undefined;
  const start = startOf(item);
  const end = lineEnd(text, Math.max(textEnd(text, item.value), start));
  if (text.slice(lineStart(text, start), start).trim() === '') {
    const lineBreak = text.indexOf('\n', end);
    return { start: lineStart(text, start), end: lineBreak === -1 ? text.length : lineBreak + 1, text: '' };
  }
  // The first of its siblings stands beside a dash; the next one takes its place there.
  const following = next === undefined ? end : startOf(next);
  return { start, end: text.slice(end, following).includes('#') ? end : following, text: '' };
}

function bracketSlot(
  value: SyntaxNode,
  places: readonly { readonly start: number; readonly end: number }[],
  index: number,
): Slot {
  return {
    value,
    replace: (draft) => {
      const isEmpty = value.start === value.end;
      return { start: value.start, end: value.end, text: (isEmpty ? ' ' : '') + writeInline(draft) };
    },
    remove: () => {
      const [place, before, next] = [places[index], places[index - 1], places[index + 1]];
      if (place === undefined || places.length === 1) return undefined;
      if (next !== undefined) return { start: place.start, end: next.start, text: '' };
      return { start: before?.end ?? place.start, end: place.end, text: '' };
    },
  };
}
