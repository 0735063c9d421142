import type { ErrorObject } from 'ajv';
import { chooseForms } from './alternatives.ts';
import { explainError } from './explain-error.ts';
import type { TextCheck } from './formats.ts';
import { hint } from './hint.ts';
import type { Mistake } from './mistake.ts';

/** The mistakes that ajv's errors stand for, in our own words; what only follows from another mistake is left out. */
export function explainErrors(
  errors: readonly ErrorObject[],
  formats: Readonly<Record<string, TextCheck>>,
): readonly Mistake[] {
  const chosen = chooseForms(errors).filter(({ keyword }) => keyword !== 'propertyNames' && keyword !== 'if');
  return chosen.filter((error) => !isMisspelled(error, chosen)).map((error) => explainError(error, formats));
}

/** A missing key that stands there misspelled is reported once, as the unknown key that it is. */
function isMisspelled({ keyword, instancePath, params }: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (keyword !== 'required') return false;
  const missing = String(params['missingProperty']);
  return all.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      hint(String(other.params['additionalProperty']), [missing]) !== '',
  );
}
