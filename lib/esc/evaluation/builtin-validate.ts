import { readSchema } from '../schema/read-schema.ts';
import { type Constant, isNumberText, type Schema } from '../schema/schema.ts';
import { schemaOfSchemas } from '../schema/schema-of-schemas.ts';
import { containsUnknown } from '../values/contains.ts';
import type { Value } from '../values/value.ts';
import { passOn } from './builtins-pure.ts';
import { type Cell, report } from './cell.ts';
import { operand, typedOperand } from './operand.ts';
import { toPlain } from './plain.ts';
import { isSecretValue, type PlainValue } from './provider.ts';

/** fn::validate: the value as it is; what does not fit the schema is reported. */
export function validate(cell: Cell): Value {
  const schema = readOperand(cell);
  if (schema !== undefined) typedOperand(cell, 'value', { schema });
  return passOn(cell, operand(cell, 'value'), false);
}

function readOperand(cell: Cell): Schema | undefined {
  const value = typedOperand(cell, 'schema', { schema: schemaOfSchemas });
  if (value === undefined || containsUnknown(value)) return undefined;
  const read = readSchema(asConstant(toPlain(value)));
  if ('schema' in read) return read.schema;
  const expression = cell.properties.get('schema') ?? cell;
  report(expression, `invalid schema: ${read.wrong}`);
  return undefined;
}

/** Unmarked plain data holds no secrets to unwrap. */
function asConstant(plain: PlainValue): Constant {
  if (typeof plain !== 'object' || plain === null || isNumberText(plain)) return plain;
  if (isSecretValue(plain)) return asConstant(plain.value);
  if (isList(plain)) return plain.map(asConstant);
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, asConstant(value)]));
}

function isList(plain: PlainValue): plain is readonly PlainValue[] {
  return Array.isArray(plain);
}
