import type { BuiltinName } from './builtin-name.ts';

/** An expression of a document. Plain data: a compiled document is JSON. `start` and `end` are offsets in its text. */
export type Expression =
  | ({ readonly kind: 'missing' } & Located)
  | ({ readonly kind: 'null' } & Located)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Located)
  | ({ readonly kind: 'number'; readonly text: string } & Located)
  | StringExpression
  | ({ readonly kind: 'symbol'; readonly accessors: Accessors } & Located)
  | ({ readonly kind: 'interpolation'; readonly parts: readonly InterpolationPart[] } & Located)
  | ({ readonly kind: 'array'; readonly elements: readonly Expression[] } & Located)
  | ObjectExpression
  | CallExpression;

interface Located {
  readonly start: number;
  readonly end: number;
}

export interface StringExpression extends Located {
  readonly kind: 'string';
  readonly value: string;
}

export interface ObjectExpression extends Located {
  readonly kind: 'object';
  readonly entries: readonly PropertyExpression[];
}

export interface PropertyExpression {
  readonly key: string;
  readonly keyStart: number;
  readonly value: Expression;
}

/** Text, followed by what is interpolated, if anything. */
export interface InterpolationPart {
  readonly text: string;
  readonly accessors?: Accessors;
}

/** One or more steps from the document's root. */
export type Accessors = readonly Accessor[];

/** `.name`, `["name"]` or `[0]`. `shift` counts columns from the start of the string, where it can be pointed at. */
export type Accessor =
  | { readonly key: string; readonly shift?: number }
  | { readonly index: number; readonly shift?: number };

export interface CallExpression extends Located {
  readonly kind: 'call';
  readonly builtin: BuiltinName;
  /** Arguments by role. What a faulty call lacks is `missing`. */
  readonly operands: Readonly<Record<string, Expression>>;
  /** Of `open` and `rotate`. */
  readonly provider?: string;
  /** Of `secret`: the envelope in base64. */
  readonly ciphertext?: string;
}
