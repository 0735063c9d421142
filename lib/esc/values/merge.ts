import type { Schema } from '../schema/schema.ts';
import { mergeSchemas, propertySchema } from '../schema/schema-access.ts';
import { sortKeys } from '../text/utf8.ts';
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
  const known = value.memo.merged?.get(key);
  if (known !== undefined) return known;
  const layers = propertyLayers(value, key);
  let merged = layers.pop();
  for (let over = layers.pop(); over !== undefined; over = layers.pop()) {
    merged = layOn(over, merged);
    value.memo.merged ??= new Map();
    value.memo.merged.set(key, merged);
  }
  return merged;
}

/** What each layer has under a key, the uppermost first; what is no object ends it. */
function propertyLayers(value: Value, key: string): Value[] {
  const layers: Value[] = [];
  for (let layer: Value | undefined = value; layer !== undefined; layer = layer.base) {
    if (layer.kind === 'unknown') layers.push(lateBound(layer, key));
    else if (layer.kind !== 'object') break;
    else {
      const own = layer.own.get(key);
      if (own === undefined || layer.inherited?.has(key) === true) continue;
      layers.push(layer.listed === undefined ? own : fixKeys(own));
    }
  }
  return layers;
}

/** Where nothing is known of the shape, the reference takes nothing for granted of what is inside. */
function lateBound(value: Value & { kind: 'unknown' }, key: string): Value {
  const schema = value.schema === true ? false : propertySchema(value.schema, key);
  return unknownValue(value.definition, schema);
}

/** The keys of an object and of the objects below it, by UTF-8 bytes; anything else below ends the search. */
export function keysOf(value: Value): readonly string[] {
  if (value.kind !== 'object') return [];
  const known = value.listed ?? value.memo.keys;
  if (known !== undefined) return known;
  const keys = value.base?.kind === 'object' ? layeredKeys(value) : value.own.keys();
  value.memo.keys = sortKeys([...keys]);
  return value.memo.keys;
}

function layeredKeys(value: Value): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let layer: Value | undefined = value; layer?.kind === 'object'; layer = layer.base) {
    for (const key of layer.listed ?? layer.own.keys()) keys.add(key);
    if (layer.listed !== undefined) break;
  }
  return keys;
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
