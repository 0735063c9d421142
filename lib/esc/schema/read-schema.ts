import { compilePattern } from './pattern.ts';
import {
  type Constant,
  isNumber,
  type NumberText,
  type Schema,
  type SchemaObject,
  type SchemaType,
} from './schema.ts';
import { resolveReference } from './schema-access.ts';

/** A schema that was written as data, or why it is none. */
export function readSchema(data: Constant): { readonly schema: Schema } | { readonly wrong: string } {
  const problems: string[] = [];
  const schema = convert(data, problems);
  checkReferences(schema, schema, problems);
  const [wrong] = problems;
  return wrong === undefined ? { schema } : { wrong };
}

const NUMBERS = ['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const;
const TYPES: readonly SchemaType[] = ['string', 'number', 'boolean', 'array', 'object', 'null'];

type Draft = { -readonly [K in keyof SchemaObject]: SchemaObject[K] };

function convert(data: Constant, problems: string[]): Schema {
  if (typeof data === 'boolean') return data;
  const source = asRecord(data);
  if (source === undefined) return true;
  const draft: Draft = {};
  for (const name of NUMBERS) {
    const value = source[name];
    if (isNumber(value)) draft[name] = value;
  }
  for (const name of COUNTS) {
    const value = source[name];
    if (isNumber(value)) draft[name] = readCount(value, problems);
  }
  readWords(draft, source, problems);
  readParts(draft, source, problems);
  return draft;
}

function readCount(value: number | NumberText, problems: string[]): number {
  const text = typeof value === 'number' ? String(value) : value.number;
  if (!/^\d+$/.test(text)) problems.push(`parsing "${text}": invalid syntax`);
  return Number(text);
}

function readWords(draft: Draft, source: Readonly<Record<string, Constant>>, problems: string[]): void {
  const { type, pattern, required, $ref: reference } = source;
  const known = TYPES.find((name) => name === type);
  if (known !== undefined) draft.type = known;
  if (source['const'] !== undefined) draft.const = source['const'];
  const options = asList(source['enum']);
  if (options !== undefined) draft.enum = options;
  if (typeof reference === 'string' && reference !== '') draft.$ref = reference;
  const names = asList(required);
  if (names !== undefined) draft.required = names.map(String);
  if (typeof pattern !== 'string' || pattern === '') return;
  draft.pattern = pattern;
  const compiled = compilePattern(pattern);
  if ('wrong' in compiled) problems.push(compiled.wrong);
}

function readParts(draft: Draft, source: Readonly<Record<string, Constant>>, problems: string[]): void {
  for (const name of ['anyOf', 'oneOf', 'prefixItems'] as const) {
    const list = asList(source[name]);
    if (list !== undefined) draft[name] = list.map((part) => convert(part, problems));
  }
  for (const name of ['items', 'additionalProperties'] as const) {
    const part = source[name];
    if (part !== undefined) draft[name] = convert(part, problems);
  }
  for (const name of ['properties', '$defs'] as const) {
    const parts = asRecord(source[name]);
    if (parts === undefined) continue;
    const entries = Object.entries(parts).map(([key, part]) => [key, convert(part, problems)] as const);
    draft[name] = Object.fromEntries(entries);
  }
  const dependent = asRecord(source['dependentRequired']);
  if (dependent === undefined) return;
  const entries = Object.entries(dependent).map(
    ([key, names]) => [key, (asList(names) ?? []).map(String)] as const,
  );
  draft.dependentRequired = Object.fromEntries(entries);
}

function checkReferences(schema: Schema, root: Schema, problems: string[]): void {
  if (typeof schema === 'boolean') return;
  if (schema.$ref !== undefined) {
    const target = resolveReference(root, schema.$ref);
    if (typeof target === 'object' && 'wrong' in target) problems.push(target.wrong);
  }
  const { items, additionalProperties, anyOf = [], oneOf = [], prefixItems = [], properties = {} } = schema;
  const parts = [...anyOf, ...oneOf, ...prefixItems, ...Object.values(properties)];
  for (const part of [...parts, items ?? true, additionalProperties ?? true])
    checkReferences(part, root, problems);
}

function asList(value: Constant | undefined): readonly Constant[] | undefined {
  return isList(value) ? value : undefined;
}

function asRecord(value: Constant | undefined): Readonly<Record<string, Constant>> | undefined {
  if (typeof value !== 'object' || value === null || isList(value) || isNumber(value)) return undefined;
  return value;
}

function isList(value: Constant | undefined): value is readonly Constant[] {
  return Array.isArray(value);
}
