import type { InterpolationPart } from '../ast/expression.ts';
import { sortKeys } from '../text/utf8.ts';
import { coerce, MAX_WEIGHT, ValueTooLarge } from '../values/coerce.ts';
import { layOn } from '../values/merge.ts';
import { arrayValue, objectValue, stringValue, unknownValue, type Value } from '../values/value.ts';
import { resolveAccess } from './access.ts';
import { builtins } from './builtins.ts';
import { type Cell, type CellResult, pathOf, report } from './cell.ts';

/** Evaluations within evaluations, beyond which a document is refused: the evaluator recurses. */
const MAX_DEPTH = 500;

/** Evaluates a cell, or gives what it came to before. A cell that needs itself is reported and unknown. */
export function evaluate(cell: Cell): Value {
  if (cell.result !== undefined) return cell.result.value;
  if (cell.isEvaluating) {
    report(cell, `cyclic reference to ${pathOf(cell)}`);
    return unknownValue(cell);
  }
  const { session } = cell.scope;
  if (session.depth >= MAX_DEPTH) {
    report(cell, 'references are nested too deeply');
    return unknownValue(cell);
  }
  cell.isEvaluating = true;
  session.depth += 1;
  cell.result = compute(cell);
  session.depth -= 1;
  cell.isEvaluating = false;
  return cell.result.value;
}

function compute(cell: Cell): CellResult {
  if (cell.isSkipped) {
    const skipped: Value = {
      ...unknownValue(cell),
      kind: 'unknown',
      schema: true,
      isUnobserved: true,
      memo: {},
    };
    return { own: skipped, value: skipped };
  }
  if (cell.base?.final === true) {
    report(cell, 'cannot override final value', { severity: 'warning' });
    return { own: cell.base, value: cell.base };
  }
  const made = guard(cell);
  const own = cell.isSecret && !made.secret ? { ...made, secret: true } : made;
  return { own, value: layOn(own, cell.base) };
}

/** Values can grow exponentially by a few lines of interpolation; they end in a diagnostic. */
function guard(cell: Cell): Value {
  try {
    const value = evaluateExpression(cell);
    if (value.weight <= MAX_WEIGHT) return value;
  } catch (error) {
    if (!(error instanceof ValueTooLarge)) throw error;
  }
  report(cell, 'the value is too large');
  return unknownValue(cell);
}

function evaluateExpression(cell: Cell): Value {
  const { expression } = cell;
  const layer = { definition: cell, base: undefined, secret: false, final: false, weight: 1 };
  switch (expression.kind) {
    case 'missing':
      return unknownValue(cell);
    case 'null':
      return { ...layer, kind: 'null' };
    case 'boolean':
      return { ...layer, kind: 'boolean', value: expression.value };
    case 'number':
      return { ...layer, kind: 'number', text: expression.text };
    case 'string':
      return stringValue(cell, expression.value);
    case 'symbol':
      return resolveAccess(cell, expression.accessors);
    case 'interpolation':
      return interpolate(cell, expression.parts);
    case 'array':
      return arrayValue(cell, cell.elements.map(evaluate));
    case 'object':
      return evaluateObject(cell);
    case 'call':
      return builtins[expression.builtin](cell, expression);
  }
}

/** Properties by key, so that the same cycle is always reported at the same place. */
function evaluateObject(cell: Cell): Value {
  const own = new Map<string, Value>();
  let inherited: Set<string> | undefined;
  for (const key of sortKeys([...cell.properties.keys()])) {
    const property = cell.properties.get(key);
    if (property === undefined) continue;
    const value = evaluate(property);
    own.set(key, property.result?.own ?? value);
    if (property.base?.final !== true) continue;
    inherited ??= new Set();
    inherited.add(key);
  }
  return objectValue(cell, own, { inherited });
}

function interpolate(cell: Cell, parts: readonly InterpolationPart[]): Value {
  let text = '';
  let isUnknown = false;
  let isSecret = false;
  for (const part of parts) {
    text += part.text;
    if (part.accessors === undefined) continue;
    const piece = coerce(resolveAccess(cell, part.accessors));
    text += piece.text;
    isUnknown ||= piece.isUnknown;
    isSecret ||= piece.isSecret;
    if (text.length > MAX_WEIGHT) throw new ValueTooLarge();
  }
  return isUnknown ? unknownValue(cell, { type: 'string' }, isSecret) : stringValue(cell, text, isSecret);
}
