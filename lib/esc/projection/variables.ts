import { coerce } from '../values/coerce.ts';
import { keysOf, propertyOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';

/** An environment variable, or a file whose path a variable of that name holds. */
export interface Projected {
  readonly name: string;
  readonly text: string;
  readonly secret: boolean;
}

export interface VariableOptions {
  /** A null variable is listed under `unset` instead of being empty. Default false, as the reference. */
  readonly nullUnsets?: boolean;
}

/** The variables of `environmentVariables`, by name. Objects and lists among them are passed over. */
export function environmentVariables(
  value: Value | undefined,
  { nullUnsets = false }: VariableOptions = {},
): readonly Projected[] {
  return project(value, 'environmentVariables')
    .filter(({ isNull }) => !(isNull && nullUnsets))
    .map(withoutNull);
}

/** The variables that are null, for a host that removes them. */
export function unsetVariables(value: Value | undefined): readonly string[] {
  return project(value, 'environmentVariables')
    .filter(({ isNull }) => isNull)
    .map(({ name }) => name);
}

/** The files of `files`, by the name of their variable. Text may hold raw bytes: write `fileBytes(text)`. */
export function files(value: Value | undefined): readonly Projected[] {
  return project(value, 'files').map(withoutNull);
}

interface Candidate extends Projected {
  readonly isNull: boolean;
}

function project(value: Value | undefined, key: string): readonly Candidate[] {
  const object = value === undefined ? undefined : propertyOf(value, key);
  if (object === undefined) return [];
  return keysOf(object).flatMap((name): readonly Candidate[] => {
    const property = propertyOf(object, name);
    if (property === undefined || property.kind === 'array' || property.kind === 'object') return [];
    const secret = object.secret || property.secret;
    return [{ name, text: coerce(property).text, secret, isNull: property.kind === 'null' }];
  });
}

function withoutNull({ name, text, secret }: Candidate): Projected {
  return { name, text, secret };
}
