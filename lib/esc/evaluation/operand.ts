import type { Schema } from '../schema/schema.ts';
import { containsSecret, containsUnknown } from '../values/contains.ts';
import { unknownValue, type Value } from '../values/value.ts';
import { type Cell, report } from './cell.ts';
import { validateValue } from './validate-value.ts';
import type { SchemaProblem } from './validation.ts';

/** The value of a call's operand. */
export function operand(cell: Cell, role: string): Value {
  const found = cell.properties.get(role);
  return found === undefined ? unknownValue(cell) : cell.scope.session.evaluate(found);
}

/** The value of an operand that must fit a schema; undefined, and reported, where it does not. */
export function typedOperand(
  cell: Cell,
  role: string,
  { schema, reportForbidden = false }: { readonly schema: Schema; readonly reportForbidden?: boolean },
): Value | undefined {
  const value = operand(cell, role);
  const problems: SchemaProblem[] = [];
  const isValid = validateValue(value, schema, { root: schema, reportForbidden, problems });
  for (const { definition, summary } of problems) {
    const { session } = cell.scope;
    report({ scope: { ...definition.scope, session }, expression: definition.expression }, summary);
  }
  return isValid ? value : undefined;
}

/** What becomes of a call by what is in its arguments. */
export interface Flags {
  readonly isUnknown: boolean;
  readonly isSecret: boolean;
}

/** Unknown and secret if anything in the arguments is. */
export function combine(...values: readonly Value[]): Flags {
  return { isUnknown: values.some(containsUnknown), isSecret: values.some(containsSecret) };
}
