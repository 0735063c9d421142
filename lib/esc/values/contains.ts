import { keysOf, propertyOf } from './merge.ts';
import type { Value } from './value.ts';

/** Whether a value or anything in it is secret. */
export function containsSecret(value: Value): boolean {
  if (value.secret) return true;
  if (value.kind !== 'array' && value.kind !== 'object') return false;
  value.memo.hasSecret ??= someChild(value, containsSecret);
  return value.memo.hasSecret;
}

/** Whether a value or anything in it is unknown. */
export function containsUnknown(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind !== 'array' && value.kind !== 'object') return false;
  value.memo.hasUnknown ??= someChild(value, containsUnknown);
  return value.memo.hasUnknown;
}

/** Whether a value holds an unknown that a rotator would read when it only opens. */
export function containsObservedUnknown(value: Value): boolean {
  if (value.kind === 'unknown') return !value.isUnobserved;
  return containsUnknown(value) && someChild(value, containsObservedUnknown);
}

function someChild(value: Value, test: (child: Value) => boolean): boolean {
  if (value.kind === 'array') return value.items.some(test);
  return keysOf(value).some((key) => {
    const child = propertyOf(value, key);
    return child !== undefined && test(child);
  });
}
