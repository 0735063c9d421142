import type { ErrorObject } from 'ajv';
import type { TextCheck } from './formats.ts';
import { hint, listOf } from './hint.ts';
import { labelOf, type Mistake, type Path, pathOf } from './mistake.ts';
import { field, keysOf, nounOf, ownMessage, textOf } from './unknown.ts';
import { valueMessages } from './value-messages.ts';

/** One ajv error in our own words, at the key or value that it is about. */
export function explainError(error: ErrorObject, formats: Readonly<Record<string, TextCheck>>): Mistake {
  const path = pathOf(error.instancePath);
  if (error.propertyName !== undefined) return explainKeyRule(error, path);
  const message = valueMessages[error.keyword]?.(error);
  if (message !== undefined) return { path, at: 'value', message: `${nameOf(path)}${message}` };
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return explainUnknownKey(error, path);
    case 'required':
    case 'dependentRequired':
    case 'dependencies':
      return explainMissingKey(error, path);
    case 'format':
      return explainFormat(error, path, formats);
    default:
      return { path, at: 'value', message: `${nameOf(path)}${error.message ?? 'does not fit'}` };
  }
}

function explainKeyRule(error: ErrorObject, path: Path): Mistake {
  const name = error.propertyName ?? '';
  const rule = valueMessages[error.keyword]?.(error) ?? 'not allowed as a name';
  return { path: [...path, name], at: 'key', message: `bad name "${name}": ${rule}` };
}

function explainUnknownKey({ params, parentSchema }: ErrorObject, path: Path): Mistake {
  const key = textOf(params['additionalProperty'] ?? params['unevaluatedProperty']);
  const known = keysOf(field(parentSchema, 'properties'));
  const nearest = hint(key, known) || (known.length === 0 ? '' : `; known here: ${listOf(known, 'and')}`);
  return { path: [...path, key], at: 'key', message: `unknown ${nounOf(parentSchema)} "${key}"${nearest}` };
}

function explainMissingKey({ params }: ErrorObject, path: Path): Mistake {
  const beside = params['property'] === undefined ? '' : ` beside "${textOf(params['property'])}"`;
  const where = path.length === 0 ? '' : ` in "${labelOf(path)}"`;
  return { path, at: 'key', message: `missing "${textOf(params['missingProperty'])}"${where}${beside}` };
}

function explainFormat(
  { params, data, parentSchema }: ErrorObject,
  path: Path,
  formats: Readonly<Record<string, TextCheck>>,
): Mistake {
  const format = textOf(params['format']);
  const found = formats[format]?.(textOf(data));
  const message =
    found?.message ?? ownMessage(parentSchema) ?? `${nameOf(path)}expected a text of format "${format}"`;
  return { path, at: 'value', message, ...(found?.offset === undefined ? {} : { offset: found.offset }) };
}

function nameOf(path: Path): string {
  return path.length === 0 ? '' : `"${labelOf(path)}": `;
}
