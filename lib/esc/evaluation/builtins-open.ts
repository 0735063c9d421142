import type { CallExpression } from '../ast/expression.ts';
import type { Schema } from '../schema/schema.ts';
import { placeOf } from '../syntax/source-map.ts';
import { goQuote } from '../text/go-quote.ts';
import { containsObservedUnknown, containsUnknown } from '../values/contains.ts';
import { toJson } from '../values/json.ts';
import { unknownValue, type Value } from '../values/value.ts';
import { type Cell, report } from './cell.ts';
import { messageOf } from './message.ts';
import { typedOperand } from './operand.ts';
import { fromPlain, toPlain } from './plain.ts';
import type { PlainValue, ProviderCall } from './provider.ts';
import { type Answer, ask } from './session.ts';

/** fn::open: what a provider gives for inputs that fit its schema. Checking does not call it. */
export function open(cell: Cell, call: CallExpression): Value {
  if (call.provider === undefined) return unknownValue(cell);
  const { providers } = cell.scope.session;
  const provider = Object.hasOwn(providers, call.provider) ? providers[call.provider] : undefined;
  if (provider === undefined) report(cell, `unknown provider ${goQuote(call.provider)}`);
  const inputs = typedOperand(cell, 'inputs', { schema: provider?.inputs ?? true, reportForbidden: true });
  const unknown = unknownValue(cell, provider?.outputs ?? true);
  if (provider === undefined || inputs === undefined || containsUnknown(inputs)) return unknown;
  return request(cell, {
    key: ['open', call.provider, toJson(inputs, { reveal: true, indent: 0 })],
    outputs: provider.outputs,
    work: (circumstances) => provider.open(toPlain(inputs), circumstances),
    inputs,
  });
}

/** fn::rotate: what a rotator gives for its inputs and its present state. */
export function rotate(cell: Cell, call: CallExpression): Value {
  if (call.provider === undefined) return unknownValue(cell);
  const { rotators } = cell.scope.session;
  const rotator = Object.hasOwn(rotators, call.provider) ? rotators[call.provider] : undefined;
  if (rotator === undefined) report(cell, `unknown rotator ${goQuote(call.provider)}`);
  skipRotateOnly(cell, rotator?.inputs ?? true);
  const inputs = typedOperand(cell, 'inputs', { schema: rotator?.inputs ?? true, reportForbidden: true });
  const stateSchema: Schema = rotator === undefined ? true : { oneOf: [rotator.state, { type: 'null' }] };
  const state = typedOperand(cell, 'state', { schema: stateSchema, reportForbidden: true });
  const unknown = unknownValue(cell, rotator?.outputs ?? true);
  if (rotator === undefined || inputs === undefined || state === undefined) return unknown;
  if (containsObservedUnknown(inputs) || containsUnknown(state)) return unknown;
  const texts = [inputs, state].map((value) => toJson(value, { reveal: true, indent: 0 }));
  return request(cell, {
    key: ['rotate', call.provider, ...texts],
    outputs: rotator.outputs,
    work: (circumstances) => rotator.open(toPlain(inputs), toPlain(state), circumstances),
    inputs,
  });
}

/** Inputs that only a rotation reads are not evaluated when the environment is opened. */
function skipRotateOnly(cell: Cell, schema: Schema): void {
  if (typeof schema === 'boolean') return;
  const { session, isRoot } = cell.scope;
  if (session.mode === 'check' && isRoot) return;
  for (const name of schema.rotateOnly ?? []) {
    const input = cell.properties.get('inputs')?.properties.get(name);
    if (input !== undefined) input.isSkipped = true;
  }
}

interface Request {
  readonly key: readonly string[];
  readonly outputs: Schema;
  readonly inputs: Value;
  readonly work: (call: ProviderCall) => Promise<PlainValue>;
}

function request(cell: Cell, { key, outputs, inputs, work }: Request): Value {
  const { session, environment } = cell.scope;
  if (session.mode === 'check') return unknownValue(cell, outputs);
  const answer = ask(session.answers, JSON.stringify([...key, environment]), async (): Promise<Answer> => {
    try {
      return { kind: 'output', output: await work(circumstances(cell, inputs)) };
    } catch (error) {
      return { kind: 'failed', summary: messageOf(error) };
    }
  });
  if (answer?.kind === 'output') return fromPlain(answer.output, cell, { schema: outputs });
  if (answer?.kind === 'failed') report(cell, answer.summary);
  return unknownValue(cell, outputs);
}

function circumstances(cell: Cell, inputs: Value): ProviderCall {
  const { environment, rootEnvironment, session, source } = cell.scope;
  const { line, column } = placeOf(source, cell.expression.start);
  return {
    rootEnvironment,
    currentEnvironment: environment,
    location: { environment, line, column },
    markedInputs: toPlain(inputs, { marked: true }),
    ...(session.signal === undefined ? {} : { signal: session.signal }),
  };
}
