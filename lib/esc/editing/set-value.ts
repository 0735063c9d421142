import type { PathStep } from '../projection/property-path.ts';
import type { Replacement } from '../secrets/replace-text.ts';
import type { ArrayNode, ObjectNode, SyntaxNode } from '../syntax/node.ts';
import type { Draft } from './draft.ts';
import { insertElement, insertEntry } from './insert.ts';
import { type Editing, elementSlot, entrySlot, type Slot } from './slot.ts';

/** Why there is no such place in a document. */
export interface Wrong {
  readonly wrong: string;
}

export interface Setting {
  readonly path: readonly PathStep[];
  readonly draft: Draft;
}

/** How a text changes when a value is set in it; containers that are missing on the way are made. */
export function planSet(editing: Editing, root: SyntaxNode, setting: Setting): Replacement | Wrong {
  return setIn({ value: root, slot: undefined, depth: 0 }, editing, setting);
}

interface Position {
  readonly value: SyntaxNode;
  /** Undefined for the document itself. */
  readonly slot: Slot | undefined;
  readonly depth: number;
}

function setIn({ value, slot, depth }: Position, editing: Editing, setting: Setting): Replacement | Wrong {
  const step = setting.path[depth];
  const misfit = step === undefined ? undefined : misfitOf(value, step);
  if (misfit !== undefined) return wrong(setting.path.slice(0, depth + 1), misfit);
  if (slot !== undefined && (step === undefined || isVacant(value))) {
    const draft = nest(setting.path, depth, setting.draft);
    return 'wrong' in draft ? draft : slot.replace(draft);
  }
  if (value.kind === 'object') return setInObject(value, depth, editing, setting);
  if (value.kind === 'array') return setInArray(value, depth, editing, setting);
  return wrong(setting.path.slice(0, depth + 1), 'expected an array or an object');
}

function setInObject(
  object: ObjectNode,
  depth: number,
  editing: Editing,
  setting: Setting,
): Replacement | Wrong {
  const key = String(setting.path[depth]);
  const slot = entrySlot(
    editing,
    object,
    object.entries.findIndex((entry) => entry.key.value === key),
  );
  if (slot !== undefined) return setIn({ value: slot.value, slot, depth: depth + 1 }, editing, setting);
  const draft = nest(setting.path, depth + 1, setting.draft);
  return 'wrong' in draft ? draft : insertEntry(editing, object, { key, draft });
}

function setInArray(
  array: ArrayNode,
  depth: number,
  editing: Editing,
  setting: Setting,
): Replacement | Wrong {
  const index = Number(setting.path[depth]);
  const slot = elementSlot(editing, array, index);
  if (slot !== undefined) return setIn({ value: slot.value, slot, depth: depth + 1 }, editing, setting);
  const draft = nest(setting.path, depth + 1, setting.draft);
  return 'wrong' in draft ? draft : insertElement(editing, array, draft);
}

/** What keeps a step from being made from a value. */
export function misfitOf(value: SyntaxNode, step: PathStep): string | undefined {
  if (value.kind === 'array') {
    if (typeof step !== 'number') return 'key for an array must be an int';
    return step > value.elements.length ? 'array index out of range' : undefined;
  }
  if (value.kind === 'object') return typeof step === 'number' ? 'key for a map must be a string' : undefined;
  return value.kind === 'null' ? undefined : 'expected an array or an object';
}

/** Nothing that would be lost: what comes here is written on lines of its own, whatever braces there were. */
function isVacant(value: SyntaxNode): boolean {
  if (value.kind === 'object') return value.entries.length === 0;
  return value.kind === 'null' || (value.kind === 'array' && value.elements.length === 0);
}

/** A value inside the containers that a path names from a step on. */
export function nest(path: readonly PathStep[], from: number, draft: Draft): Draft | Wrong {
  let nested = draft;
  for (let depth = path.length - 1; depth >= from; depth--) {
    const step = path[depth];
    if (typeof step === 'string') {
      nested = { kind: 'object', entries: [{ key: step, value: nested }], isFlow: false };
    } else if (step === 0) nested = { kind: 'array', items: [nested], isFlow: false };
    else return wrong(path.slice(0, depth + 1), 'array index out of range');
  }
  return nested;
}

/** A mistake at a path. */
export function wrong(path: readonly PathStep[], summary: string): Wrong {
  const shown = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(step) ? (index === 0 ? step : `.${step}`) : `[${JSON.stringify(step)}]`;
  });
  return { wrong: `${shown.join('')}: ${summary}` };
}
