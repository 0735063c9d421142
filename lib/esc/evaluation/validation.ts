import type { Expression } from '../ast/expression.ts';
import type { NumberText, Schema, SchemaObject } from '../schema/schema.ts';
import { resolveReference } from '../schema/schema-access.ts';
import { numberText } from '../text/number-text.ts';
import type { Definition } from '../values/value.ts';

/** A mistake found by a schema, at the expression that made the wrong value. */
export interface SchemaProblem {
  readonly definition: Definition;
  readonly summary: string;
}

/** What one check of a value against a schema carries along. */
export interface Validation {
  /** Where `$ref` is looked up. */
  readonly root: Schema;
  /** Name the properties that a schema forbids; the reference is silent about them. */
  readonly reportForbidden: boolean;
  readonly problems: SchemaProblem[];
}

/** Whom to blame: the literal that holds the mistake, or the expression that made it with the path inside. */
export interface Blame {
  readonly definition: Definition;
  readonly path: string;
  readonly isPrefixed: boolean;
}

/** The blame for one element. */
export function blameItem(blame: Blame, index: number): Blame {
  const { expression } = blame.definition;
  const element = expression.kind === 'array' ? expression.elements[index] : undefined;
  if (element !== undefined) return blameLiteral(blame, element);
  return { definition: blame.definition, path: `${blame.path}[${index}]`, isPrefixed: true };
}

/** The blame for one property. */
export function blameProperty(blame: Blame, key: string): Blame {
  const { expression } = blame.definition;
  const entry =
    expression.kind === 'object' ? expression.entries.find((candidate) => candidate.key === key) : undefined;
  if (entry !== undefined) return blameLiteral(blame, entry.value);
  return { definition: blame.definition, path: joinKey(blame.path, key), isPrefixed: true };
}

function blameLiteral(blame: Blame, expression: Expression): Blame {
  return { definition: { scope: blame.definition.scope, expression }, path: '', isPrefixed: false };
}

function joinKey(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Notes a mistake; always false, so that a check can return it. */
export function fail(validation: Validation, blame: Blame, summary: string): false {
  const text = blame.isPrefixed ? `${blame.path}: ${summary}` : summary;
  validation.problems.push({ definition: blame.definition, summary: text });
  return false;
}

/** Whether one of several schemas accepts; else the mistakes of all of them count, and the summary. */
export function acceptAny<T>(
  options: readonly T[] | undefined,
  validation: Validation,
  accept: (option: T, attempt: Validation) => boolean,
): { readonly matches: number; readonly problems: readonly SchemaProblem[] } {
  const problems: SchemaProblem[] = [];
  let matches = 0;
  for (const option of options ?? []) {
    const attempt: Validation = { ...validation, problems: [] };
    if (accept(option, attempt)) matches += 1;
    problems.push(...attempt.problems);
  }
  return { matches, problems };
}

/** The schema behind `$ref`, if there is one. References that only lead to references end in `true`. */
export function dereference(schema: SchemaObject, validation: Validation): Schema | undefined {
  let target: Schema | undefined;
  let reference = schema.$ref;
  for (let hops = 0; reference !== undefined && hops < 50; hops++) {
    const found = resolveReference(validation.root, reference);
    if (typeof found === 'object' && 'wrong' in found) return undefined;
    target = found;
    const isBareReference = typeof found === 'object' && Object.keys(found).every((key) => key === '$ref');
    reference = isBareReference && typeof found === 'object' ? found.$ref : undefined;
  }
  return reference === undefined ? target : true;
}

/** A number of a schema as its text. */
export function schemaNumber(value: number | NumberText): string {
  return typeof value === 'number' ? numberText(value) : value.number;
}
