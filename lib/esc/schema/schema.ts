/** A number as its decimal text, where a JavaScript number would lose digits or form. */
export interface NumberText {
  readonly [numberMark]: true;
  readonly number: string;
}

/** Tells it from an object that has a key of that name. */
const numberMark: unique symbol = Symbol('number');

/** A number that is written so. */
export function asNumberText(number: string): NumberText {
  return { [numberMark]: true, number };
}

/** Whether something is a number by its text. */
export function isNumberText(value: unknown): value is NumberText {
  return typeof value === 'object' && value !== null && numberMark in value;
}

/** Whether a constant is a number. */
export function isNumber(constant: Constant | undefined): constant is number | NumberText {
  return typeof constant === 'number' || isNumberText(constant);
}

/** What a schema may hold as a constant. */
export type Constant =
  | null
  | boolean
  | string
  | number
  | NumberText
  | readonly Constant[]
  | { readonly [key: string]: Constant };

/** The subset of JSON Schema that ESC knows. `true` accepts everything, `false` nothing. */
export type Schema = boolean | SchemaObject;

export interface SchemaObject {
  readonly $defs?: Readonly<Record<string, Schema>>;
  /** Only `#/$defs/name`. */
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: SchemaType;
  readonly const?: Constant;
  readonly enum?: readonly Constant[];
  readonly multipleOf?: number | NumberText;
  readonly minimum?: number | NumberText;
  readonly maximum?: number | NumberText;
  readonly exclusiveMinimum?: number | NumberText;
  readonly exclusiveMaximum?: number | NumberText;
  /** In UTF-8 bytes. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** RE2 syntax, unanchored. */
  readonly pattern?: string;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  /** Of an output: the value is secret, and everything in it. */
  readonly secret?: boolean;
  /** Of a rotator's inputs: these properties are read only when it rotates. */
  readonly rotateOnly?: readonly string[];
  readonly title?: string;
  readonly description?: string;
}

export type SchemaType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';
