import { keysOf, propertyOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';

/** One step of a property path. */
export type PathStep = string | number;

const STEP = /\.?([^.[\]"\s]+)|\[(\d+)\]|\["((?:\\"|[^"])*)"\]/y;

/** The steps of a path such as `a.b[0]["key with spaces"]`; undefined where it is not one. */
export function parsePropertyPath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null || (at === 0 && path.startsWith('.')) || needsDot(path, at)) return undefined;
    const [text, name, index, key] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? (key ?? '').replaceAll('\\"', '"'));
    at += text.length;
  }
  return steps;
}

/** Behind a subscript a name needs its dot. */
function needsDot(path: string, at: number): boolean {
  return at > 0 && path[at] !== '.' && path[at] !== '[';
}

/** What stands at a path; undefined where nothing does. What is inside a secret is secret. */
export function lookUp(value: Value, path: readonly PathStep[]): Value | undefined {
  let found: Value | undefined = value;
  let isSecret = value.secret;
  for (const step of path) {
    found = child(found, step);
    if (found === undefined) return undefined;
    isSecret ||= found.secret;
  }
  return isSecret && !found.secret ? { ...found, secret: true } : found;
}

function child(value: Value, step: PathStep): Value | undefined {
  if (value.kind === 'array') return typeof step === 'number' ? value.items[step] : undefined;
  if (value.kind !== 'object') return undefined;
  const key = String(step);
  return keysOf(value).includes(key) ? propertyOf(value, key) : undefined;
}
