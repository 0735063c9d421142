import { placeOf } from '../syntax/source-map.ts';
import { quoteJson, toJson } from '../values/json.ts';
import { keysOf, propertyOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';

/** A value as JSON with where each part of it was defined and what it overrides. */
export function detailed(value: Value, reveal: boolean): string {
  return write(value, { reveal, newline: '\n' });
}

interface Writing {
  readonly reveal: boolean;
  readonly newline: string;
}

function write(value: Value, writing: Writing): string {
  const inner = `${writing.newline}  `;
  const deeper = { ...writing, newline: inner };
  const members = [`"value": ${content(value, deeper)}`];
  if (value.secret) members.push('"secret": true');
  if (value.kind === 'unknown') members.push('"unknown": true');
  members.push(`"trace": ${trace(value, deeper)}`);
  return `{${inner}${members.join(`,${inner}`)}${writing.newline}}`;
}

function content(value: Value, writing: Writing): string {
  if (value.secret && !writing.reveal) return '"[secret]"';
  const inner = `${writing.newline}  `;
  const deeper = { ...writing, newline: inner };
  if (value.kind === 'array' && value.items.length > 0) {
    const items = value.items.map((item) => inner + write(item, deeper));
    return `[${items.join(',')}${writing.newline}]`;
  }
  if (value.kind === 'object' && keysOf(value).length > 0) {
    const members = keysOf(value).map((key) => {
      const property = propertyOf(value, key);
      return `${inner}${quoteJson(key)}: ${property === undefined ? 'null' : write(property, deeper)}`;
    });
    return `{${members.join(',')}${writing.newline}}`;
  }
  return toJson(value, { reveal: writing.reveal, indent: 2 });
}

function trace(value: Value, writing: Writing): string {
  const inner = `${writing.newline}  `;
  const members = [`"def": ${range(value)}`];
  if (value.base !== undefined) members.push(`"base": ${write(value.base, { ...writing, newline: inner })}`);
  return `{${inner}${members.join(`,${inner}`)}${writing.newline}}`;
}

function range({ definition }: Value): string {
  const { environment, source } = definition.scope;
  const [begin, end] = [definition.expression.start, definition.expression.end].map((offset) => {
    const { line, column, byte } = placeOf(source, offset);
    return `{ "line": ${line}, "column": ${column}, "byte": ${byte} }`;
  });
  return `{ "environment": ${quoteJson(environment)}, "begin": ${begin}, "end": ${end} }`;
}
