import type { BuiltinName } from '../ast/builtin-name.ts';
import type { CallExpression } from '../ast/expression.ts';
import type { Value } from '../values/value.ts';
import { secret } from './builtin-secret.ts';
import { validate } from './builtin-validate.ts';
import { open, rotate } from './builtins-open.ts';
import {
  concat,
  final,
  fromBase64,
  fromJson,
  join,
  split,
  toBase64,
  toJsonText,
  toText,
  toYamlText,
} from './builtins-pure.ts';
import type { Cell } from './cell.ts';

/** How each builtin is evaluated. */
export const builtins: Readonly<Record<BuiltinName, (cell: Cell, call: CallExpression) => Value>> = {
  concat,
  final,
  fromBase64,
  fromJSON: fromJson,
  join,
  open,
  rotate,
  secret,
  split,
  toBase64,
  toJSON: toJsonText,
  toString: toText,
  toYAML: toYamlText,
  validate,
};
