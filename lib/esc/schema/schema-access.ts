import type { Schema, SchemaObject } from './schema.ts';

/** What a schema says of one property; `false` where it allows none of that name. */
export function propertySchema(schema: Schema, key: string): Schema {
  if (typeof schema === 'boolean') return schema;
  return union([
    ...alternatives(schema).map((option) => propertySchema(option, key)),
    ownProperty(schema, key),
  ]);
}

/** What a schema says of one element; `false` where it allows none at that index. */
export function itemSchema(schema: Schema, index: number): Schema {
  if (typeof schema === 'boolean') return schema;
  return union([...alternatives(schema).map((option) => itemSchema(option, index)), ownItem(schema, index)]);
}

function alternatives(schema: SchemaObject): readonly Schema[] {
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

function ownProperty(schema: SchemaObject, key: string): Schema {
  if (schema.type !== 'object') return false;
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key))
    return schema.properties[key] ?? false;
  return schema.additionalProperties ?? false;
}

function ownItem(schema: SchemaObject, index: number): Schema {
  if (schema.type !== 'array') return false;
  return schema.prefixItems?.[index] ?? schema.items ?? false;
}

function union(options: readonly Schema[]): Schema {
  const possible = options.filter((option) => option !== false);
  const [only] = possible;
  if (only === undefined) return false;
  return possible.length === 1 ? only : { oneOf: possible };
}

/** The schema of an override merged over the schema of its base: properties join where both are objects. */
export function mergeSchemas(base: Schema, top: Schema): Schema {
  if (typeof base === 'boolean' || typeof top === 'boolean') return top;
  if (base.type !== 'object' || top.type !== 'object') return top;
  const properties: Record<string, Schema> = { ...base.properties };
  for (const [key, schema] of Object.entries(top.properties ?? {})) {
    const below = Object.hasOwn(properties, key) ? properties[key] : undefined;
    properties[key] = below === undefined ? schema : mergeSchemas(below, schema);
  }
  const rest = mergeRest(base.additionalProperties, top.additionalProperties);
  return { type: 'object', properties, required: Object.keys(properties).sort(), ...rest };
}

function mergeRest(base: Schema | undefined, top: Schema | undefined): { additionalProperties?: Schema } {
  if (base !== undefined && top !== undefined) return { additionalProperties: true };
  const only = top ?? base;
  return only === undefined ? {} : { additionalProperties: only };
}

/** The definition that `$ref` names, or why it names none. */
export function resolveReference(root: Schema, reference: string): Schema | { readonly wrong: string } {
  const name = /^#\/\$defs\/([^/]*)$/.exec(reference)?.[1];
  if (name === undefined) return { wrong: 'only fragment references of the form #/$defs/ref are supported' };
  const definitions = typeof root === 'boolean' ? undefined : root.$defs;
  const found =
    definitions !== undefined && Object.hasOwn(definitions, decodeName(name))
      ? definitions[decodeName(name)]
      : undefined;
  return found ?? { wrong: `unknown subschema ${reference}` };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
