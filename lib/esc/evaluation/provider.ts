import type { NumberText, Schema } from '../schema/schema.ts';

/** Plain data that goes to and comes from providers. Numbers come as JavaScript numbers where that loses nothing. */
export type PlainValue =
  | null
  | boolean
  | string
  | number
  | NumberText
  | SecretValue
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Marks a part of a provider's output as secret, and everything in it. */
export interface SecretValue {
  readonly [secretMark]: true;
  readonly value: PlainValue;
}

const secretMark: unique symbol = Symbol('secret');

/** Marks a value as secret in a provider's output. */
export function secret(value: PlainValue): SecretValue {
  return { [secretMark]: true, value };
}

/** Whether a plain value is marked as secret. */
export function isSecretValue(value: PlainValue): value is SecretValue {
  return typeof value === 'object' && value !== null && secretMark in value;
}

/** The circumstances of a provider's call. */
export interface ProviderCall {
  /** The environment that was opened. */
  readonly rootEnvironment: string;
  /** The environment whose document holds the call. */
  readonly currentEnvironment: string;
  readonly location: { readonly environment: string; readonly line: number; readonly column: number };
  /** The inputs again, secret parts marked. */
  readonly markedInputs: PlainValue;
  readonly signal?: AbortSignal;
}

/**
 * What `fn::open::NAME` calls. `open` gets inputs that fit the schema and is called once for equal inputs of one
 * environment; an error that it throws becomes a diagnostic at the call, in the error's words.
 */
export interface Provider {
  readonly inputs: Schema;
  readonly outputs: Schema;
  readonly open: (inputs: PlainValue, call: ProviderCall) => Promise<PlainValue>;
}

/** What `fn::rotate::NAME` opens. Rotation itself is not done here. */
export interface Rotator {
  readonly inputs: Schema;
  readonly state: Schema;
  readonly outputs: Schema;
  readonly open: (inputs: PlainValue, state: PlainValue, call: ProviderCall) => Promise<PlainValue>;
}
