import type { SourceMap } from '../syntax/source-map.ts';
import { type Json, JsonSyntaxError, readJson } from '../text/read-json.ts';
import {
  arrayValue,
  type Definition,
  objectValue,
  stringValue,
  unknownValue,
  type Value,
} from '../values/value.ts';

/**
 * Reads values as `detailed` writes them, which is how services answer: a JSON object whose `properties` each have
 * `value`, `secret`, `unknown` and `trace`. Numbers keep their text. Of what an object overrides nothing is kept: its
 * values are merged already. Undefined where the text is something else.
 */
export function readDetailedProperties(text: string, name: string): Value | undefined {
  try {
    const properties = recordOf(entryOf(readJson(text), 'properties'));
    if (properties === undefined) return undefined;
    const reading: Reading = { name, sources: sourcesOf(properties) };
    return objectValue(definitionOf(null, reading), readProperties(properties, reading));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

interface Reading {
  /** The environment that was asked for: where a value without a trace comes from. */
  readonly name: string;
  readonly sources: ReadonlyMap<string, SourceMap>;
}

type JsonRecord = Extract<Json, { readonly kind: 'object' }>;

function readProperties({ entries }: JsonRecord, reading: Reading): ReadonlyMap<string, Value> {
  return new Map([...entries].map(([key, item]) => [key, readValue(item, reading)]));
}

function readValue(json: Json, reading: Reading): Value {
  const trace = entryOf(json, 'trace') ?? null;
  const definition = definitionOf(entryOf(trace, 'def') ?? null, reading);
  const secret = entryOf(json, 'secret') === true;
  if (entryOf(json, 'unknown') === true) return unknownValue(definition, true, secret);
  const value = readContent(entryOf(json, 'value') ?? null, { definition, secret, reading });
  const base = entryOf(trace, 'base');
  return value.kind === 'object' || base === undefined || base === null
    ? value
    : { ...value, base: readValue(base, reading) };
}

interface Content {
  readonly definition: Definition;
  readonly secret: boolean;
  readonly reading: Reading;
}

function readContent(content: Json, { definition, secret, reading }: Content): Value {
  const layer = { definition, base: undefined, secret, final: false, weight: 1 };
  if (content === null) return { ...layer, kind: 'null' };
  if (typeof content === 'boolean') return { ...layer, kind: 'boolean', value: content };
  if (typeof content === 'string') return stringValue(definition, content, secret);
  if (content.kind === 'number') return { ...layer, kind: 'number', text: content.text };
  if (content.kind === 'object') return objectValue(definition, readProperties(content, reading), { secret });
  const items = content.items.map((item) => readValue(item, reading));
  return arrayValue(definition, items, { secret });
}

function recordOf(json: Json | undefined): JsonRecord | undefined {
  return typeof json === 'object' && json !== null && json.kind === 'object' ? json : undefined;
}

function entryOf(json: Json | undefined, key: string): Json | undefined {
  return recordOf(json)?.entries.get(key);
}

/** A definition is kept by offsets into a source; here the offsets are the bytes that the trace names. */
function definitionOf(range: Json, { name, sources }: Reading): Definition {
  const environment = entryOf(range, 'environment');
  const place = typeof environment === 'string' ? environment : name;
  const [start = 0, end = 0] = ['begin', 'end'].map((side) => countAt(entryOf(range, side), 'byte'));
  return {
    scope: { environment: place, source: sources.get(place) ?? emptySource },
    expression: { kind: 'missing', start, end },
  };
}

const emptySource: SourceMap = { lineStarts: [0], wideLines: {} };

/** Where the lines of each environment begin, as far as its values tell; a line that none names begins with the next. */
function sourcesOf(properties: JsonRecord): ReadonlyMap<string, SourceMap> {
  const starts = new Map<string, number[]>();
  collect(properties, starts);
  const sources = [...starts].map(([environment, known]): [string, SourceMap] => {
    let next = Number.POSITIVE_INFINITY;
    const lineStarts = Array.from(known, (start: number | undefined) => start)
      .reverse()
      .map((start) => {
        next = Math.min(next, start ?? next);
        return next;
      })
      .reverse();
    return [environment, { lineStarts, wideLines: {} }];
  });
  return new Map(sources);
}

function collect(json: Json, starts: Map<string, number[]>): void {
  if (typeof json !== 'object' || json === null || json.kind === 'number') return;
  if (json.kind === 'array') {
    for (const item of json.items) collect(item, starts);
    return;
  }
  const environment = json.entries.get('environment');
  if (typeof environment === 'string') note(json, environment, starts);
  for (const item of json.entries.values()) collect(item, starts);
}

/** A longer document than anybody writes would only fill the memory. */
const maxLines = 1_000_000;

function note(range: JsonRecord, environment: string, starts: Map<string, number[]>): void {
  const lines = starts.get(environment) ?? [];
  starts.set(environment, lines);
  for (const side of ['begin', 'end']) {
    const place = range.entries.get(side);
    const line = countAt(place, 'line');
    const start = countAt(place, 'byte') - countAt(place, 'column') + 1;
    if (line >= 1 && line <= maxLines && start >= 0) lines[line - 1] = start;
  }
}

function countAt(place: Json | undefined, key: string): number {
  const value = entryOf(place, key);
  if (typeof value !== 'object' || value === null || value.kind !== 'number') return 0;
  const count = Number(value.text);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
