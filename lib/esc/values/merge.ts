import type { Schema } from '../schema/schema.ts';
import { mergeSchemas, propertySchema } from '../schema/schema-access.ts';
import { compareUtf8 } from '../text/utf8.ts';
import { unknownValue, type Value } from './value.ts';

/** A value lying on a base: further layers go below the ones it has. */
export function layOn(value: Value, base: Value | undefined): Value {
  if (base === undefined || value === base) return value;
  const below = value.base === undefined ? base : layOn(value.base, base);
  return withBase(value, below);
}

/** A property as JSON merge patch gives it: the own one over the base's, or the base's. */
export function propertyOf(value: Value, key: string): Value | undefined {
  if (value.kind === 'object' && value.base === undefined) return value.own.get(key);
  if (value.kind !== 'object' && value.kind !== 'unknown') return undefined;
  value.memo.merged ??= new Map<string, Value | undefined>();
  const { merged } = value.memo;
  if (merged.has(key)) return merged.get(key);
  const found = mergeProperty(value, key);
  merged.set(key, found);
  return found;
}

function mergeProperty(value: Value, key: string): Value | undefined {
  const below = value.base === undefined ? undefined : propertyOf(value.base, key);
  if (value.kind === 'unknown') {
    // Where nothing is known of the shape, the reference takes nothing for granted of what is inside.
    const schema = value.schema === true ? false : propertySchema(value.schema, key);
    return layOn(unknownValue(value.definition, schema), below);
  }
  const own = value.kind === 'object' ? value.own.get(key) : undefined;
  if (own === undefined) return below;
  if (value.kind === 'object' && value.listed !== undefined) return layOn(fixKeys(own), below);
  return value.kind === 'object' && value.inherited?.has(key) === true ? below : layOn(own, below);
}

/** The keys of an object and of the objects below it, by UTF-8 bytes; anything else below ends the search. */
export function keysOf(value: Value): readonly string[] {
  if (value.kind !== 'object') return [];
  const known = value.listed ?? value.memo.keys;
  if (known !== undefined) return known;
  const below = value.base === undefined ? [] : keysOf(value.base);
  const keys = [...(below.length === 0 ? value.own.keys() : new Set([...below, ...value.own.keys()]))];
  value.memo.keys = keys.sort(compareUtf8);
  return value.memo.keys;
}

/** Whether a value is an object or, unknown, may be one. */
export function mayBeObject(value: Value | undefined): value is Value {
  if (value === undefined) return false;
  if (value.kind !== 'unknown') return value.kind === 'object';
  const schema = schemaOf(value);
  return typeof schema === 'boolean' ? schema : schema.type === 'object';
}

/** The schema of a value, that of its base merged in. */
export function schemaOf(value: Value): Schema {
  const own = ownSchema(value);
  return value.base === undefined ? own : mergeSchemas(schemaOf(value.base), own);
}

function ownSchema(value: Value): Schema {
  switch (value.kind) {
    case 'unknown':
      return value.schema;
    case 'array':
      return { type: 'array', prefixItems: value.items.map(schemaOf), items: false };
    case 'object': {
      const properties = Object.fromEntries([...value.own].map(([key, own]) => [key, schemaOf(own)]));
      return { type: 'object', properties, required: Object.keys(properties).sort() };
    }
    default:
      return { type: value.kind };
  }
}

/** The own properties with what lies below them: the part of an object that stays when it loses its base. */
export function ownMerged(value: Value): ReadonlyMap<string, Value> {
  const merged = new Map<string, Value>();
  if (value.kind !== 'object') return merged;
  for (const key of value.own.keys()) {
    const property = propertyOf(value, key);
    if (property !== undefined) merged.set(key, property);
  }
  return merged;
}

/** What lies below it later adds no keys to an object that lists what it lists. */
function fixKeys(value: Value): Value {
  if (value.kind !== 'object' || value.listed !== undefined) return value;
  return { ...value, own: ownMerged(value), listed: keysOf(value), memo: {} };
}

function withBase(value: Value, base: Value): Value {
  const weight = value.kind === 'object' ? value.weight + base.weight : value.weight;
  switch (value.kind) {
    case 'object':
    case 'array':
    case 'unknown':
      return { ...value, base, weight, memo: {} };
    default:
      return { ...value, base };
  }
}
