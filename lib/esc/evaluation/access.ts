import type { Accessor, Accessors } from '../ast/expression.ts';
import type { Schema } from '../schema/schema.ts';
import { itemSchema, propertySchema } from '../schema/schema-access.ts';
import { goQuote } from '../text/go-quote.ts';
import { nearest } from '../text/spelling.ts';
import { mayBeObject, propertyOf, schemaOf } from '../values/merge.ts';
import { unknownValue, type Value } from '../values/value.ts';
import { type Cell, report } from './cell.ts';

/** The value that a reference reaches, defined where the reference stands; unknown where it reaches nothing. */
export function resolveAccess(cell: Cell, accessors: Accessors): Value {
  const found = follow(cell, accessors);
  if (found.kind !== 'object' || found.listed === undefined) return { ...found, definition: cell };
  return { ...found, definition: cell, listed: undefined, memo: {} };
}

function follow(cell: Cell, accessors: Accessors): Value {
  const [first] = accessors;
  const root = first !== undefined && 'key' in first ? first.key : undefined;
  if (root === 'imports') return followValue(cell, cell.scope.imports, accessors.slice(1));
  if (root === 'context') return followValue(cell, cell.scope.context, accessors.slice(1));
  if (root === 'environments') return followEnvironment(cell, accessors);
  return followCells(cell, accessors);
}

/** Goes through literal objects and lists without evaluating them, so that `${a.b}` may stand inside `a`. */
function followCells(cell: Cell, accessors: Accessors): Value {
  const { evaluate } = cell.scope.session;
  let receiver = cell.scope.root;
  if (receiver === undefined) return unknownValue(cell);
  for (const [index, accessor] of accessors.entries()) {
    const { kind } = receiver.expression;
    let next: Cell | undefined;
    if (kind === 'array') {
      const at = elementIndex(cell, accessor, receiver.elements.length);
      next = at === undefined ? undefined : receiver.elements[at];
    } else if (kind === 'object') {
      const key = propertyKey(cell, accessor);
      if (key === undefined) return unknownValue(cell);
      next = receiver.properties.get(key);
      if (next === undefined && mayBeObject(receiver.base)) {
        return followValue(cell, receiver.base, accessors.slice(index));
      }
      if (next === undefined) reportUnknown(cell, accessor, { key, known: receiver.properties.keys() });
    } else {
      return followValue(cell, evaluate(receiver), accessors.slice(index));
    }
    if (next === undefined) return unknownValue(cell);
    receiver = next;
  }
  return evaluate(receiver);
}

/** `${environments.project.name…}` loads that environment without merging it. */
function followEnvironment(cell: Cell, accessors: Accessors): Value {
  const [, project, environment] = accessors;
  if (project === undefined || environment === undefined) return unknownValue(cell);
  const projectName = propertyKey(cell, project);
  const environmentName = propertyKey(cell, environment);
  if (projectName === undefined || environmentName === undefined) return unknownValue(cell);
  const imported = cell.scope.session.importEnvironment({
    name: `${projectName}/${environmentName}`,
    by: cell.scope,
    report: (summary) => report(cell, summary),
  });
  return followValue(cell, imported ?? unknownValue(cell), accessors.slice(3));
}

function followValue(cell: Cell, start: Value, accessors: readonly Accessor[]): Value {
  let receiver = start;
  for (const [index, accessor] of accessors.entries()) {
    if (receiver.kind === 'unknown') return followSchema(cell, schemaOf(receiver), accessors.slice(index));
    const next = step(cell, receiver, accessor);
    if (next === undefined) return unknownValue(cell);
    if (next.isBase) return followValue(cell, next.value, accessors.slice(index));
    receiver = next.value;
  }
  return receiver;
}

function step(
  cell: Cell,
  receiver: Value,
  accessor: Accessor,
): { value: Value; isBase: boolean } | undefined {
  if (receiver.kind === 'array') {
    const at = elementIndex(cell, accessor, receiver.items.length);
    const value = at === undefined ? undefined : receiver.items[at];
    return value && { value, isBase: false };
  }
  if (receiver.kind !== 'object') {
    report(cell, 'receiver must be an array or an object', accessor);
    return undefined;
  }
  const key = propertyKey(cell, accessor);
  if (key === undefined) return undefined;
  const value = receiver.own.has(key) ? propertyOf(receiver, key) : undefined;
  if (value !== undefined) return { value, isBase: false };
  if (mayBeObject(receiver.base)) return { value: receiver.base, isBase: true };
  reportUnknown(cell, accessor, { key, known: receiver.own.keys() });
  return undefined;
}

/** What is unknown has a shape, so that a wrong reference is found without calling the provider. */
function followSchema(cell: Cell, start: Schema, accessors: readonly Accessor[]): Value {
  let schema = start;
  for (const [at, accessor] of accessors.entries()) {
    if (schema === true) continue;
    if (typeof schema === 'object' && schema.type === 'array') {
      const length = schema.items === false ? (schema.prefixItems?.length ?? 0) : undefined;
      const index = elementIndex(cell, accessor, length);
      if (index === undefined) return unknownValue(cell);
      schema = schema.items === undefined ? true : itemSchema(schema, index);
    } else if (typeof schema === 'object' && schema.type === 'object') {
      const key = propertyKey(cell, accessor);
      if (key === undefined) return unknownValue(cell);
      const known = Object.keys(schema.properties ?? {});
      schema = propertySchema(schema, key);
      const isLast = at === accessors.length - 1;
      if (schema === false && isLast && known.length > 0) reportUnknown(cell, accessor, { key, known });
    } else {
      report(cell, 'receiver must be an array or an object', accessor);
      return unknownValue(cell);
    }
  }
  return unknownValue(cell, schema);
}

function elementIndex(cell: Cell, accessor: Accessor, length: number | undefined): number | undefined {
  if (!('index' in accessor)) {
    return refuse(cell, accessor, 'cannot access an array element using a property name');
  }
  if (accessor.index < 0) return refuse(cell, accessor, 'array indices must not be negative');
  if (length === undefined || accessor.index < length) return accessor.index;
  return refuse(cell, accessor, `array index ${accessor.index} out-of-bounds for array of length ${length}`);
}

function propertyKey(cell: Cell, accessor: Accessor): string | undefined {
  if ('key' in accessor) return accessor.key;
  return refuse(cell, accessor, 'cannot access an object property using an integer index');
}

function refuse(cell: Cell, accessor: Accessor, summary: string): undefined {
  report(cell, summary, accessor);
  return undefined;
}

function reportUnknown(
  cell: Cell,
  accessor: Accessor,
  { key, known }: { readonly key: string; readonly known: Iterable<string> },
): void {
  const { session } = cell.scope;
  const candidates = session.hintBudget > 0 ? [...known] : [];
  session.hintBudget -= candidates.length;
  const near = nearest(key, candidates);
  const hint = near === undefined ? '' : `; did you mean ${goQuote(near)}?`;
  report(cell, `unknown property ${goQuote(key)}${hint}`, accessor);
}
