import { numberText } from '../text/number-text.ts';
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
  const reading: Reading = { undecodable: [], faults: new Map() };
  const schema = convert(data, 'rawSchema', reading);
  const wrong =
    reading.undecodable[0] ?? faultOf(schema, { root: schema, faults: reading.faults, seen: new Set() });
  return wrong === undefined ? { schema } : { wrong };
}

interface Reading {
  /** What is not of the type that Go's decoder wants, anywhere in the schema. */
  readonly undecodable: string[];
  /** What is wrong in a part, which matters only where the part is in use. */
  readonly faults: Map<SchemaObject, string>;
}

const NUMBERS = ['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
const COUNTS = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'] as const;
const TYPES: readonly SchemaType[] = ['string', 'number', 'boolean', 'array', 'object', 'null'];
const MAX_COUNT = 2n ** 64n - 1n;

type Draft = { -readonly [K in keyof SchemaObject]: SchemaObject[K] };

function convert(data: Constant, path: string, reading: Reading): Schema {
  if (typeof data === 'boolean') return data;
  const source = asRecord(data);
  if (source === undefined) return true;
  const draft: Draft = {};
  const faults: string[] = [];
  for (const name of NUMBERS) {
    const value = source[name];
    if (isNumber(value)) draft[name] = value;
  }
  for (const name of COUNTS) {
    const value = source[name];
    if (isNumber(value)) draft[name] = readCount(value, faults);
    if (name === 'minLength') readPattern(draft, source['pattern'], faults);
  }
  readWords(draft, source);
  readAnnotations(source, path, reading);
  readParts(draft, source, { path, reading });
  const [fault] = faults;
  if (fault !== undefined) reading.faults.set(draft, fault);
  return draft;
}

function readCount(value: number | NumberText, faults: string[]): number {
  const text = typeof value === 'number' ? numberText(value) : value.number;
  const reason = !/^\d+$/.test(text)
    ? 'invalid syntax'
    : BigInt(text) > MAX_COUNT
      ? 'value out of range'
      : undefined;
  if (reason !== undefined) faults.push(`strconv.ParseUint: parsing "${text}": ${reason}`);
  return Number(text);
}

function readPattern(draft: Draft, pattern: Constant | undefined, faults: string[]): void {
  if (typeof pattern !== 'string' || pattern === '') return;
  draft.pattern = pattern;
  const compiled = compilePattern(pattern);
  if ('wrong' in compiled) faults.push(compiled.wrong);
}

/** `secret` and `rotateOnly` say nothing about the value, but they must have their types. */
function readAnnotations(
  { secret = null, rotateOnly = null }: Readonly<Record<string, Constant>>,
  path: string,
  { undecodable }: Reading,
): void {
  const complain = (value: Constant, field: string, type: string): void => {
    const place = `Go struct field ${path}.${field} of type ${type}`;
    undecodable.push(`failed to parse schema: json: cannot unmarshal ${kindOf(value)} into ${place}`);
  };
  if (secret !== null && typeof secret !== 'boolean') complain(secret, 'secret', 'bool');
  if (rotateOnly === null) return;
  if (!isList(rotateOnly)) complain(rotateOnly, 'rotateOnly', '[]string');
  for (const name of asList(rotateOnly) ?? []) {
    if (name !== null && typeof name !== 'string') complain(name, 'rotateOnly', 'string');
  }
}

function kindOf(value: Constant): string {
  if (isNumber(value)) return 'number';
  if (isList(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function readWords(draft: Draft, source: Readonly<Record<string, Constant>>): void {
  const { type, required, $ref: reference } = source;
  const known = TYPES.find((name) => name === type);
  if (known !== undefined) draft.type = known;
  if (source['const'] !== undefined) draft.const = source['const'];
  const options = asList(source['enum']);
  if (options !== undefined) draft.enum = options;
  if (typeof reference === 'string' && reference !== '') draft.$ref = reference;
  const names = asList(required);
  if (names !== undefined) draft.required = names.map(String);
}

function readParts(
  draft: Draft,
  source: Readonly<Record<string, Constant>>,
  { path, reading }: { readonly path: string; readonly reading: Reading },
): void {
  const read = (name: string, part: Constant): Schema => convert(part, `${path}.${name}`, reading);
  for (const name of ['anyOf', 'oneOf', 'prefixItems'] as const) {
    const list = asList(source[name]);
    if (list !== undefined) draft[name] = list.map((part) => read(name, part));
  }
  for (const name of ['items', 'additionalProperties'] as const) {
    const part = source[name];
    if (part !== undefined) draft[name] = read(name, part);
  }
  for (const name of ['properties', '$defs'] as const) {
    const parts = asRecord(source[name]);
    if (parts === undefined) continue;
    const entries = Object.entries(parts).map(([key, part]) => [key, read(name, part)] as const);
    draft[name] = Object.fromEntries(entries);
  }
  const dependent = asRecord(source['dependentRequired']);
  if (dependent === undefined) return;
  const entries = Object.entries(dependent).map(
    ([key, names]) => [key, (asList(names) ?? []).map(String)] as const,
  );
  draft.dependentRequired = Object.fromEntries(entries);
}

/** The first fault of a schema and of what it uses: parts come before the whole, unused definitions never. */
function faultOf(schema: Schema, use: Use): string | undefined {
  if (typeof schema === 'boolean' || use.seen.has(schema)) return undefined;
  use.seen.add(schema);
  if (schema.$ref !== undefined) {
    const target = resolveReference(use.root, schema.$ref);
    if (typeof target === 'object' && 'wrong' in target) return target.wrong;
    const wrong = faultOf(target, use);
    if (wrong !== undefined) return wrong;
  }
  const { anyOf = [], oneOf = [], prefixItems = [], items = true, additionalProperties = true } = schema;
  const parts = [...anyOf, ...oneOf, ...prefixItems, items, additionalProperties];
  for (const part of [...parts, ...Object.values(schema.properties ?? {})]) {
    const wrong = faultOf(part, use);
    if (wrong !== undefined) return wrong;
  }
  return use.faults.get(schema);
}

interface Use {
  readonly root: Schema;
  readonly faults: ReadonlyMap<SchemaObject, string>;
  readonly seen: Set<SchemaObject>;
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
