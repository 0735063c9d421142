import { type Constant, isNumber } from '../schema/schema.ts';
import { compareUtf8 } from '../text/utf8.ts';
import { quoteJson } from '../values/json.ts';
import type { Value } from '../values/value.ts';
import { schemaNumber } from './validation.ts';

/** Whether a value is that constant; numbers compare by their text, as the reference does. */
export function equalsConstant(value: Value, constant: Constant): boolean {
  if (constant === null) return value.kind === 'null';
  if (typeof constant === 'boolean') return value.kind === 'boolean' && value.value === constant;
  if (typeof constant === 'string') return value.kind === 'string' && value.text === constant;
  if (isNumber(constant)) return value.kind === 'number' && value.text === schemaNumber(constant);
  if (isList(constant)) {
    if (value.kind !== 'array' || value.items.length !== constant.length) return false;
    return value.items.every((item, index) => equalsConstant(item, constant[index] ?? null));
  }
  const entries = Object.entries(constant);
  if (value.kind !== 'object' || value.own.size !== entries.length) return false;
  return entries.every(([key, wanted]) => {
    const own = value.own.get(key);
    return own !== undefined && equalsConstant(own, wanted);
  });
}

/** A constant as JSON, for a message. */
export function constantText(constant: Constant): string {
  if (constant === null || typeof constant === 'boolean') return String(constant);
  if (typeof constant === 'string') return quoteJson(constant);
  if (isNumber(constant)) return schemaNumber(constant);
  if (isList(constant)) return `[${constant.map(constantText).join(',')}]`;
  const entries = Object.entries(constant).sort(([a], [b]) => compareUtf8(a, b));
  return `{${entries.map(([key, value]) => `${quoteJson(key)}:${constantText(value)}`).join(',')}}`;
}

function isList(constant: Constant): constant is readonly Constant[] {
  return Array.isArray(constant);
}
