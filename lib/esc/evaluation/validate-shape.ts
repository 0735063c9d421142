import type { Schema, SchemaObject } from '../schema/schema.ts';
import {
  acceptAny,
  type Blame,
  blameItem,
  blameProperty,
  dereference,
  fail,
  type Validation,
} from './validation.ts';

interface Checking {
  readonly validation: Validation;
  readonly blame: Blame;
  readonly depth?: number;
}

/** Schemas may refer to themselves; a shape deeper than this is taken as fitting. */
const MAX_DEPTH = 60;

/** Whether what is known of an unknown value's shape fits a schema. */
export function validateShape(shape: Schema, accept: Schema, checking: Checking): boolean {
  if (accept === true || (checking.depth ?? 0) > MAX_DEPTH) return true;
  if (accept === false) return false;
  if (typeof shape === 'boolean') return shape;
  const deeper = { ...checking, depth: (checking.depth ?? 0) + 1 };
  const { validation } = checking;
  const target = dereference(accept, validation);
  const source = dereference(shape, validation);
  const checks = [
    target === undefined || validateShape(shape, target, deeper),
    source === undefined || validateShape(source, accept, deeper),
    someFits(shape.anyOf, checking, (option, inner) => validateShape(option, accept, inner)),
    someFits(shape.oneOf, checking, (option, inner) => validateShape(option, accept, inner)),
    fitsType(shape, accept, checking),
    someFits(accept.anyOf, checking, (option, inner) => validateShape(shape, option, inner)),
    someFits(accept.oneOf, checking, (option, inner) => validateShape(shape, option, inner)),
    shape.type !== 'array' || fitsItems(shape, accept, deeper),
    shape.type !== 'object' || fitsProperties(shape, accept, deeper),
  ];
  return checks.every(Boolean);
}

function someFits(
  options: readonly Schema[] | undefined,
  checking: Checking,
  accept: (option: Schema, inner: Checking) => boolean,
): boolean {
  if (options === undefined || options.length === 0) return true;
  const { matches, problems } = acceptAny(options, checking.validation, (option, validation) =>
    accept(option, { ...checking, validation, depth: (checking.depth ?? 0) + 1 }),
  );
  if (matches > 0) return true;
  checking.validation.problems.push(...problems);
  return fail(checking.validation, checking.blame, 'at least one subschema must match');
}

function fitsType(shape: SchemaObject, accept: SchemaObject, { validation, blame }: Checking): boolean {
  if (shape.type === undefined || accept.type === undefined || shape.type === accept.type) return true;
  return fail(validation, blame, `expected ${accept.type}, got ${shape.type}`);
}

function fitsItems(shape: SchemaObject, accept: SchemaObject, checking: Checking): boolean {
  const own = shape.prefixItems ?? [];
  const wanted = accept.prefixItems ?? [];
  let isValid = true;
  for (let index = 0; index < Math.max(own.length, wanted.length); index++) {
    const blame = blameItem(checking.blame, index);
    const item = own[index] ?? shape.items ?? true;
    if (!validateShape(item, wanted[index] ?? accept.items ?? true, { ...checking, blame })) isValid = false;
  }
  if (shape.items === undefined || shape.items === false) return isValid;
  return validateShape(shape.items, accept.items ?? true, checking) && isValid;
}

function fitsProperties(shape: SchemaObject, accept: SchemaObject, checking: Checking): boolean {
  let isValid = true;
  const wanted = accept.properties ?? {};
  const rest = accept.additionalProperties ?? true;
  for (const [key, property] of Object.entries(shape.properties ?? {}).sort()) {
    const blame = blameProperty(checking.blame, key);
    const schema = Object.hasOwn(wanted, key) ? (wanted[key] ?? true) : rest;
    if (!validateShape(property, schema, { ...checking, blame })) isValid = false;
  }
  if (shape.additionalProperties !== undefined) {
    if (shape.additionalProperties === false) return isValid;
    return validateShape(shape.additionalProperties, rest, checking) && isValid;
  }
  const has = new Set(shape.required ?? []);
  const dependent = Object.entries(accept.dependentRequired ?? {}).filter(([key]) => has.has(key));
  for (const key of [...(accept.required ?? []), ...dependent.flatMap(([, keys]) => keys)]) {
    if (has.has(key)) continue;
    isValid = fail(checking.validation, blameProperty(checking.blame, key), 'missing required property');
  }
  return isValid;
}
