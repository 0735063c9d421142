import { asNumberText, isNumberText, type NumberText, type Schema } from '../schema/schema.ts';
import { itemSchema, propertySchema } from '../schema/schema-access.ts';
import { numberText } from '../text/number-text.ts';
import { keysOf, propertyOf } from '../values/merge.ts';
import { arrayValue, type Definition, objectValue, stringValue, type Value } from '../values/value.ts';
import { isSecretValue, type PlainValue, secret } from './provider.ts';

/** A value as plain data; with `marked`, its secret parts are wrapped. What is unknown becomes null. */
export function toPlain(value: Value, { marked = false }: { readonly marked?: boolean } = {}): PlainValue {
  const plain = strip(value, marked);
  return marked && value.secret ? secret(plain) : plain;
}

function strip(value: Value, marked: boolean): PlainValue {
  switch (value.kind) {
    case 'unknown':
    case 'null':
      return null;
    case 'boolean':
      return value.value;
    case 'number':
      return plainNumber(value.text);
    case 'string':
      return value.text;
    case 'array':
      return value.items.map((item) => toPlain(item, { marked }));
    case 'object': {
      const entries = keysOf(value).map((key): [string, PlainValue] => {
        const property = propertyOf(value, key);
        return [key, property === undefined ? null : toPlain(property, { marked })];
      });
      return Object.fromEntries(entries);
    }
  }
}

/** A JavaScript number where that keeps every digit and the form, else the text. */
export function plainNumber(text: string): number | NumberText {
  const value = Number(text);
  return numberText(value) === text ? value : asNumberText(text);
}

/** Plain data as a value; what the schema or the provider marks as secret is secret, and everything in it. */
export function fromPlain(
  plain: PlainValue,
  definition: Definition,
  { schema = true, isSecret = false }: { readonly schema?: Schema; readonly isSecret?: boolean } = {},
): Value {
  const marked = isSecret || (typeof schema !== 'boolean' && schema.secret === true);
  if (isSecretValue(plain)) return fromPlain(plain.value, definition, { schema, isSecret: true });
  const layer = { definition, base: undefined, secret: marked, final: false, weight: 1 };
  if (plain === null) return { ...layer, kind: 'null' };
  if (typeof plain === 'boolean') return { ...layer, kind: 'boolean', value: plain };
  if (typeof plain === 'string') return stringValue(definition, plain, marked);
  if (typeof plain === 'number') return { ...layer, kind: 'number', text: numberText(plain) };
  if (isNumberText(plain)) return { ...layer, kind: 'number', text: plain.number };
  if (isList(plain)) {
    const items = plain.map((item, index) =>
      fromPlain(item, definition, { schema: itemSchema(schema, index), isSecret: marked }),
    );
    return arrayValue(definition, items, { secret: marked });
  }
  const own = new Map<string, Value>();
  for (const [key, property] of Object.entries(plain)) {
    if (property === undefined) continue;
    own.set(key, fromPlain(property, definition, { schema: propertySchema(schema, key), isSecret: marked }));
  }
  return objectValue(definition, own, { secret: marked });
}

function isList(plain: PlainValue): plain is readonly PlainValue[] {
  return Array.isArray(plain);
}
