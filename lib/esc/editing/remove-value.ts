import type { PathStep } from '../projection/property-path.ts';
import type { Replacement } from '../secrets/replace-text.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { misfitOf, type Wrong, wrong } from './set-value.ts';
import { type Editing, elementSlot, entrySlot, type Slot } from './slot.ts';

/** How a text changes when a value is taken away. */
export function planRemove(
  editing: Editing,
  root: SyntaxNode,
  path: readonly PathStep[],
): Replacement | Wrong {
  const slots: Slot[] = [];
  let value = root;
  for (const [depth, step] of path.entries()) {
    const slot = slotAt(editing, value, step);
    if (slot === undefined) {
      return wrong(path.slice(0, depth + 1), misfitOf(value, step) ?? 'there is no such value');
    }
    slots.push(slot);
    value = slot.value;
  }
  const [holder, slot] = [slots.at(-2), slots.at(-1)];
  const isElement = holder?.value.kind === 'array';
  const empty = isElement
    ? ({ kind: 'array', items: [], isFlow: true } as const)
    : ({ kind: 'object', entries: [], isFlow: true } as const);
  return slot?.remove() ?? holder?.replace(empty) ?? { wrong: 'the environment holds no values' };
}

function slotAt(editing: Editing, value: SyntaxNode, step: PathStep): Slot | undefined {
  if (value.kind === 'array' && typeof step === 'number') return elementSlot(editing, value, step);
  if (value.kind !== 'object' || typeof step === 'number') return undefined;
  const index = value.entries.findIndex(({ key }) => key.value === step);
  return entrySlot(editing, value, index);
}
