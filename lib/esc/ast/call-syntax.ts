import type { ObjectNode, Problem } from '../syntax/node.ts';
import type { BuiltinName } from './builtin-name.ts';
import type { CallExpression, Expression } from './expression.ts';

/** What a builtin's argument is made from. */
export interface CallSyntax {
  readonly argument: Expression;
  /** From the short form `fn::open::provider`. */
  readonly provider: string | undefined;
  readonly call: ObjectNode;
  readonly problems: Problem[];
}

/** What of a call depends on its builtin. */
export type CallParts = Pick<CallExpression, 'operands' | 'provider' | 'ciphertext'>;

/** How each builtin reads its argument. A faulty argument is reported and leaves operands missing. */
export const callSyntax: Readonly<Record<BuiltinName, (syntax: CallSyntax) => CallParts>> = {
  concat: (syntax) => {
    if (syntax.argument.kind !== 'array') {
      complain(syntax, syntax.argument, 'the argument to fn::concat must be an array of arrays');
    }
    return { operands: { arrays: syntax.argument } };
  },
  final: single,
  fromBase64: single,
  fromJSON: single,
  join: (syntax) => pair(syntax, 'join'),
  open: openParts,
  rotate: rotateParts,
  secret: secretParts,
  split: (syntax) => pair(syntax, 'split'),
  toBase64: single,
  toJSON: single,
  toString: single,
  toYAML: single,
  validate: validateParts,
};

function single({ argument }: CallSyntax): CallParts {
  return { operands: { value: argument } };
}

function pair(syntax: CallSyntax, name: string): CallParts {
  const elements = syntax.argument.kind === 'array' ? syntax.argument.elements : [];
  const [delimiter, value] = elements;
  if (elements.length === 2 && delimiter !== undefined && value !== undefined)
    return { operands: { delimiter, value } };
  complain(syntax, syntax.argument, `the argument to fn::${name} must be a two-valued list`);
  return { operands: { delimiter: missing(syntax), value: missing(syntax) } };
}

function openParts(syntax: CallSyntax): CallParts {
  const { argument, provider } = syntax;
  if (provider !== undefined) return { operands: { inputs: argument }, provider };
  if (argument.kind !== 'object') {
    complain(
      syntax,
      argument,
      "the argument to fn::open must be an object containing 'provider' and 'inputs'",
    );
    return { operands: { inputs: missing(syntax) } };
  }
  const name = providerName(syntax);
  return { operands: { inputs: requireInputs(syntax) }, ...name };
}

function rotateParts(syntax: CallSyntax): CallParts {
  const { argument, provider } = syntax;
  if (argument.kind !== 'object') {
    const parts = provider === undefined ? "'provider', 'inputs' and 'state'" : "'inputs' and 'state'";
    complain(syntax, argument, `the argument to fn::rotate must be an object containing ${parts}`);
    return { operands: { inputs: missing(syntax), state: missing(syntax) } };
  }
  const name = provider === undefined ? providerName(syntax) : { provider };
  const inputs = requireInputs(syntax);
  const state = part(argument, 'state');
  if (state !== undefined && state.kind !== 'object') {
    complain(syntax, state, 'rotation state must be an object literal');
  }
  return { operands: { inputs, state: state ?? { ...missing(syntax), kind: 'null' } }, ...name };
}

function providerName(syntax: CallSyntax): { provider?: string } {
  const name = part(syntax.argument, 'provider');
  if (name?.kind === 'string') return { provider: name.value };
  if (name === undefined) complain(syntax, syntax.argument, "missing provider name ('provider')");
  else complain(syntax, name, 'provider name must be a string literal');
  return {};
}

function requireInputs(syntax: CallSyntax): Expression {
  const inputs = part(syntax.argument, 'inputs');
  if (inputs !== undefined) return inputs;
  complain(syntax, syntax.argument, "missing provider inputs ('inputs')");
  return missing(syntax);
}

function secretParts(syntax: CallSyntax): CallParts {
  const { argument } = syntax;
  if (argument.kind === 'string') return { operands: { plaintext: argument } };
  if (argument.kind === 'object' && argument.entries.length === 1) {
    const ciphertext = part(argument, 'ciphertext');
    if (ciphertext?.kind === 'string') return { operands: {}, ciphertext: ciphertext.value };
  }
  complain(syntax, argument, 'secret values must be string literals');
  const { start, end } = argument;
  return { operands: { plaintext: { kind: 'string', value: '', start, end } } };
}

function validateParts(syntax: CallSyntax): CallParts {
  const { argument } = syntax;
  if (argument.kind !== 'object') {
    complain(
      syntax,
      argument,
      "the argument to fn::validate must be an object containing 'schema' and 'value'",
    );
    return { operands: { schema: missing(syntax), value: missing(syntax) } };
  }
  const schema = part(argument, 'schema');
  const value = part(argument, 'value');
  if (schema === undefined) complain(syntax, argument, "missing required property 'schema'");
  if (value === undefined) complain(syntax, argument, "missing required property 'value'");
  return { operands: { schema: schema ?? missing(syntax), value: value ?? missing(syntax) } };
}

/** The last entry of that name, as the reference takes it. */
function part(argument: Expression, key: string): Expression | undefined {
  if (argument.kind !== 'object') return undefined;
  return argument.entries.findLast((entry) => entry.key === key)?.value;
}

function missing({ call }: CallSyntax): Expression & { kind: 'missing' } {
  return { kind: 'missing', start: call.start, end: call.end };
}

function complain(syntax: CallSyntax, at: Expression, summary: string): void {
  syntax.problems.push({ severity: 'error', offset: at.start, summary });
}
