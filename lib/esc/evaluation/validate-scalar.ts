import { compilePattern } from '../schema/pattern.ts';
import type { SchemaObject } from '../schema/schema.ts';
import { goQuote } from '../text/go-quote.ts';
import { compareNumbers, isMultiple } from '../text/number-text.ts';
import { utf8Length } from '../text/utf8.ts';
import { schemaNumber } from './validation.ts';

type Complain = (summary: string) => false;

/** Checks a number's bounds; the missing space of one message is the reference's. */
export function validateNumber(text: string, schema: SchemaObject, complain: Complain): boolean {
  let isValid = true;
  const { multipleOf, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  if (multipleOf !== undefined && !isMultiple(text, schemaNumber(multipleOf))) {
    isValid = complain(`expected a multiple of ${schemaNumber(multipleOf)}`);
  }
  if (minimum !== undefined && compareNumbers(text, schemaNumber(minimum)) < 0) {
    isValid = complain(`expected a number greater than or equal to ${schemaNumber(minimum)}`);
  }
  if (exclusiveMinimum !== undefined && compareNumbers(text, schemaNumber(exclusiveMinimum)) <= 0) {
    isValid = complain(`expected a number greater than ${schemaNumber(exclusiveMinimum)}`);
  }
  if (maximum !== undefined && compareNumbers(text, schemaNumber(maximum)) > 0) {
    isValid = complain(`expected a number less than or equal to${schemaNumber(maximum)}`);
  }
  if (exclusiveMaximum !== undefined && compareNumbers(text, schemaNumber(exclusiveMaximum)) >= 0) {
    isValid = complain(`expected a number less than ${schemaNumber(exclusiveMaximum)}`);
  }
  return isValid;
}

/** Checks a string's length in bytes and its pattern. */
export function validateText(text: string, schema: SchemaObject, complain: Complain): boolean {
  let isValid = true;
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined && utf8Length(text) < minLength) {
    isValid = complain(`expected a string of at least length ${minLength}`);
  }
  if (maxLength !== undefined && utf8Length(text) > maxLength) {
    isValid = complain(`expected a string of at most length ${maxLength}`);
  }
  if (pattern === undefined || pattern === '') return isValid;
  const compiled = compilePattern(pattern);
  if ('wrong' in compiled) return complain(`invalid schema: ${compiled.wrong}`);
  return compiled.pattern.test(text)
    ? isValid
    : complain(`string must match the pattern ${goQuote(pattern)}`);
}
