import type { Schema, SchemaObject } from '../schema/schema.ts';
import { keysOf, propertyOf, schemaOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';
import { constantText, equalsConstant } from './constant.ts';
import { validateNumber, validateText } from './validate-scalar.ts';
import { validateShape } from './validate-shape.ts';
import { acceptAny, type Blame, dereference, fail, type Validation } from './validation.ts';

/** Whether a value fits a schema; mistakes are noted at the expression that made the wrong part. */
export function validateValue(value: Value, schema: Schema, validation: Validation): boolean {
  const blame: Blame = { definition: value.definition, path: '', isPrefixed: false };
  if (schema === true) return true;
  if (schema === false) return false;
  if (value.kind === 'unknown') return validateShape(schemaOf(value), schema, { validation, blame });
  const target = dereference(schema, validation);
  const checks = [
    target === undefined || validateValue(value, target, validation),
    validateAnyOf(value, schema, validation, blame),
    validateOneOf(value, schema, validation, blame),
    validateConstants(value, schema, validation, blame),
    validateKind(value, schema, validation, blame),
  ];
  return checks.every(Boolean);
}

function validateAnyOf(value: Value, schema: SchemaObject, validation: Validation, blame: Blame): boolean {
  if (schema.anyOf === undefined || schema.anyOf.length === 0) return true;
  const { matches, problems } = acceptAny(schema.anyOf, validation, (option, attempt) =>
    validateValue(value, option, attempt),
  );
  if (matches > 0) return true;
  validation.problems.push(...problems);
  return fail(validation, blame, 'at least one subschema must match');
}

function validateOneOf(value: Value, schema: SchemaObject, validation: Validation, blame: Blame): boolean {
  if (schema.oneOf === undefined || schema.oneOf.length === 0) return true;
  const { matches, problems } = acceptAny(schema.oneOf, validation, (option, attempt) =>
    validateValue(value, option, attempt),
  );
  if (matches === 1) return true;
  if (matches > 1) return fail(validation, blame, 'exactly one subschema may match');
  validation.problems.push(...problems);
  return fail(validation, blame, 'exactly one subschema must match');
}

function validateConstants(
  value: Value,
  schema: SchemaObject,
  validation: Validation,
  blame: Blame,
): boolean {
  const { const: constant, enum: options } = schema;
  let isValid = true;
  if (constant !== undefined && constant !== null && !equalsConstant(value, constant)) {
    isValid = fail(validation, blame, `expected ${constantText(constant)}`);
  }
  if (options === undefined || options.length === 0) return isValid;
  if (options.some((option) => equalsConstant(value, option))) return isValid;
  const [only] = options;
  const text =
    options.length === 1 && only !== undefined ? constantText(only) : `one of ${constantText(options)}`;
  return fail(validation, blame, `expected ${text}`);
}

function validateKind(value: Value, schema: SchemaObject, validation: Validation, blame: Blame): boolean {
  if (schema.type !== undefined && schema.type !== value.kind) {
    return fail(validation, blame, `expected ${schema.type}, got ${value.kind}`);
  }
  const complain = (summary: string): false => fail(validation, blame, summary);
  switch (value.kind) {
    case 'number':
      return validateNumber(value.text, schema, complain);
    case 'string':
      return validateText(value.text, schema, complain);
    case 'array':
      return validateItems(value.items, schema, { validation, complain });
    case 'object':
      return validateProperties(value, schema, { validation, complain });
    default:
      return true;
  }
}

interface Checking {
  readonly validation: Validation;
  readonly complain: (summary: string) => false;
}

function validateItems(
  items: readonly Value[],
  schema: SchemaObject,
  { validation, complain }: Checking,
): boolean {
  const { minItems, maxItems, prefixItems = [] } = schema;
  let isValid = true;
  if (minItems !== undefined && items.length < minItems) {
    isValid = complain(`expected an array with at least ${minItems} items`);
  }
  if (maxItems !== undefined && items.length > maxItems) {
    isValid = complain(`expected an array with at most ${maxItems} items`);
  }
  items.forEach((item, index) => {
    if (!validateValue(item, prefixItems[index] ?? schema.items ?? true, validation)) isValid = false;
  });
  return isValid;
}

function validateProperties(value: Value, schema: SchemaObject, checking: Checking): boolean {
  const { validation, complain } = checking;
  const keys = keysOf(value);
  const { minProperties, maxProperties, properties = {}, additionalProperties = true } = schema;
  let isValid = true;
  if (minProperties !== undefined && keys.length < minProperties) {
    isValid = complain(`expected an object with at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    isValid = complain(`expected an object with at most ${maxProperties} properties`);
  }
  for (const key of keys) {
    const property = propertyOf(value, key);
    const wanted = Object.hasOwn(properties, key) ? (properties[key] ?? true) : additionalProperties;
    if (property === undefined || validateValue(property, wanted, validation)) continue;
    isValid = false;
    if (wanted === false && validation.reportForbidden) {
      const blame = { definition: property.definition, path: '', isPrefixed: false };
      fail(validation, blame, `unknown property ${JSON.stringify(key)}`);
    }
  }
  const missing = missingProperties(new Set(keys), schema);
  return missing.length === 0 ? isValid : complain(`missing required properties: ${missing.join(', ')}`);
}

function missingProperties(keys: ReadonlySet<string>, schema: SchemaObject): readonly string[] {
  const dependent = Object.entries(schema.dependentRequired ?? {})
    .filter(([key]) => keys.has(key))
    .flatMap(([, wanted]) => wanted);
  return [...(schema.required ?? []), ...dependent].filter((key) => !keys.has(key));
}
