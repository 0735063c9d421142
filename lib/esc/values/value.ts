import type { Expression } from '../ast/expression.ts';
import type { Schema } from '../schema/schema.ts';
import type { SourceMap } from '../syntax/source-map.ts';

/** Where a value was made: what a diagnostic about it points at. */
export interface Definition {
  readonly scope: { readonly environment: string; readonly source: SourceMap };
  readonly expression: Expression;
}

/**
 * The result of evaluating an expression: one layer, lying on the imported value that it overrides (its base).
 * Immutable. An object's own properties do not know their parent's base: read them through `propertyOf`, which merges
 * by JSON merge patch on objects only.
 */
export type Value = Layer & Content;

interface Layer {
  readonly definition: Definition;
  readonly base: Value | undefined;
  /** Shown only where revealing is asked for. */
  readonly secret: boolean;
  /** Made by `fn::final`: what overrides it is ignored. */
  readonly final: boolean;
  /** Roughly the characters and nodes in it: the guard against values that grow exponentially. */
  readonly weight: number;
}

export type Content =
  | { readonly kind: 'unknown'; readonly schema: Schema; readonly isUnobserved: boolean; readonly memo: Memo }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Value[]; readonly memo: Memo }
  | ObjectContent;

interface ObjectContent {
  readonly kind: 'object';
  readonly own: ReadonlyMap<string, Value>;
  /** Own keys that stand for what the base has there: overriding a final value was refused. */
  readonly inherited: ReadonlySet<string> | undefined;
  /** All that it lists, though a reference still reaches its base's keys: a trait of fn::final and fn::validate. */
  readonly listed: readonly string[] | undefined;
  readonly memo: Memo;
}

/** Answers that were computed once; belongs to one value. */
interface Memo {
  merged?: Map<string, Value | undefined>;
  keys?: readonly string[];
  hasSecret?: boolean;
  hasUnknown?: boolean;
}

export interface MakeOptions {
  readonly secret?: boolean;
  readonly final?: boolean;
  readonly listed?: readonly string[] | undefined;
  readonly inherited?: ReadonlySet<string> | undefined;
}

/** A value whose shape is all that is known, if even that. */
export function unknownValue(definition: Definition, schema: Schema = true, secret = false): Value {
  const content = { kind: 'unknown' as const, schema, isUnobserved: false, memo: {} };
  return { definition, base: undefined, secret, final: false, weight: 1, ...content };
}

/** A string. */
export function stringValue(definition: Definition, text: string, secret = false): Value {
  return { definition, base: undefined, secret, final: false, weight: 1 + text.length, kind: 'string', text };
}

/** A list; its elements are never merged. */
export function arrayValue(
  definition: Definition,
  items: readonly Value[],
  options: MakeOptions = {},
): Value {
  const { secret = false, final = false } = options;
  const weight = items.reduce((sum, item) => sum + item.weight, 1);
  return { definition, base: undefined, secret, final, weight, kind: 'array', items, memo: {} };
}

/** An object of properties that do not know their bases. */
export function objectValue(
  definition: Definition,
  own: ReadonlyMap<string, Value>,
  options: MakeOptions = {},
): Value {
  const { secret = false, final = false, listed, inherited } = options;
  let weight = 1;
  for (const [key, value] of own) weight += key.length + value.weight;
  return {
    definition,
    base: undefined,
    secret,
    final,
    weight,
    kind: 'object',
    own,
    inherited,
    listed,
    memo: {},
  };
}
