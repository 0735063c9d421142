/** Every builtin function, as it is called behind `fn::`. */
export const builtinNames = [
  'concat',
  'final',
  'fromBase64',
  'fromJSON',
  'join',
  'open',
  'rotate',
  'secret',
  'split',
  'toBase64',
  'toJSON',
  'toString',
  'toYAML',
  'validate',
] as const;

export type BuiltinName = (typeof builtinNames)[number];
