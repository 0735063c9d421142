import type { ErrorObject } from 'ajv';
import { hint, listOf } from './hint.ts';
import { field, keysOf, nounOf, ownMessage, textOf } from './unknown.ts';

/** Messages about a value, by ajv's keyword. */
export const valueMessages: Readonly<Record<string, (error: ErrorObject) => string>> = {
  type: ({ params, data }) =>
    `expected ${typesOf(params['type'])}, got ${kindOf(data)}${quotesHint(params['type'], data)}`,
  enum: ({ params, data }) => explainEnum([params['allowedValues']].flat().map(textOf), data),
  const: ({ params }) => `expected "${textOf(params['allowedValue'])}"`,
  pattern: ({ parentSchema, params }) =>
    ownMessage(parentSchema) ?? `expected a text that matches ${textOf(params['pattern'])}`,
  minimum: ({ params }) => `expected at least ${textOf(params['limit'])}`,
  maximum: ({ params }) => `expected at most ${textOf(params['limit'])}`,
  exclusiveMinimum: ({ params }) => `expected more than ${textOf(params['limit'])}`,
  exclusiveMaximum: ({ params }) => `expected less than ${textOf(params['limit'])}`,
  multipleOf: ({ params }) => `expected a multiple of ${textOf(params['multipleOf'])}`,
  minLength: ({ params }) => expectCount('at least', params['limit'], 'character'),
  maxLength: ({ params }) => expectCount('at most', params['limit'], 'character'),
  minItems: ({ params }) => expectCount('at least', params['limit'], 'item'),
  maxItems: ({ params }) => expectCount('at most', params['limit'], 'item'),
  uniqueItems: ({ params }) => `items ${Number(params['i']) + 1} and ${Number(params['j']) + 1} are the same`,
  minProperties: ({ params, parentSchema }) =>
    expectCount(isExact(parentSchema) ? 'exactly' : 'at least', params['limit'], nounOf(parentSchema)),
  maxProperties: ({ params, parentSchema, data }) =>
    `${expectCount(isExact(parentSchema) ? 'exactly' : 'at most', params['limit'], nounOf(parentSchema))}, got ${listOf(keysOf(data), 'and')}`,
  not: ({ parentSchema }) => ownMessage(parentSchema) ?? 'this combination is not allowed',
  anyOf: ({ parentSchema }) => ownMessage(parentSchema) ?? alternativesOf(field(parentSchema, 'anyOf')),
  oneOf: ({ parentSchema }) => ownMessage(parentSchema) ?? alternativesOf(field(parentSchema, 'oneOf')),
};

/** All that is allowed, unless the list is long and one of it is near. */
function explainEnum(allowed: readonly string[], data: unknown): string {
  const near = typeof data === 'string' ? hint(data, allowed) : '';
  return allowed.length > 8 && near !== ''
    ? `"${textOf(data)}" is not known here${near}`
    : `expected ${listOf(allowed, 'or')}${near}`;
}

/** Of forms that differ in the key that they require: `expected exactly one of "ids" or "tags"`. */
function alternativesOf(forms: unknown): string {
  const keys = [forms].flat().flatMap((form) => [field(form, 'required') ?? []].flat().map(textOf));
  return keys.length === 0
    ? 'fits none of the allowed forms'
    : `expected one of ${listOf([...new Set(keys)], 'or')}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'nothing',
};

function typesOf(types: unknown): string {
  return [types]
    .flat()
    .flatMap((type) => textOf(type).split(','))
    .map((type) => typeWords[type] ?? type)
    .join(' or ');
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'a number that is not finite';
  return `a ${typeof value}`;
}

function quotesHint(types: unknown, data: unknown): string {
  const wanted = [types].flat();
  if (typeof data === 'string') {
    const isNumber =
      wanted.some((type) => type === 'number' || type === 'integer') && /^-?[\d.]+$/.test(data);
    const isBoolean = wanted.includes('boolean') && /^(true|false)$/.test(data);
    return isNumber || isBoolean ? '; leave out the quotes' : '';
  }
  const isScalar = typeof data === 'number' || typeof data === 'boolean';
  return isScalar && wanted.includes('string') ? '; put it in quotes' : '';
}

function isExact(schema: unknown): boolean {
  return field(schema, 'minProperties') === field(schema, 'maxProperties');
}

function expectCount(bound: string, limit: unknown, noun: string): string {
  return `expected ${bound} ${textOf(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}
