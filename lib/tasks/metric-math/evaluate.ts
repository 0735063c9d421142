import { MetricMathError } from './error.ts';
import { FUNCTIONS } from './functions.ts';
import { applyOperator } from './operators.ts';
import { parseExpression } from './parse.ts';
import type { MathNode } from './syntax.ts';
import { type MathSeries, type MathValue, mapSeries, scalar, series, wrongType } from './values.ts';
import type { MathWindow } from './window.ts';

/** What an expression may refer to. */
export interface MathScope {
  readonly window: MathWindow;
  /** Raw series by their query's id, in the order of the request. */
  readonly metrics: ReadonlyMap<string, MathSeries>;
  /** Other expressions of the request by id. */
  readonly expressions: ReadonlyMap<string, string>;
}

/**
 * The series of an expression, computed from the raw series with CloudWatch's rules (CloudWatch User Guide, "Using
 * metric math"); more than one where the result is an array. Throws MetricMathError; `Unsupported` names the function.
 */
export function evaluateExpression(expression: string, scope: MathScope): readonly MathSeries[] {
  const value = evaluateNode(parseExpression(expression), scope);
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'array') return value.series;
  throw wrongType(`the result of "${expression}"`, 'to be a series or an array of series', value);
}

/** The value of a part of an expression. */
export function evaluateNode(node: MathNode, scope: MathScope): MathValue {
  return evaluate(node, { scope, open: new Set() });
}

interface Evaluation {
  readonly scope: MathScope;
  /** Expressions under evaluation; one met again is a circle. */
  readonly open: ReadonlySet<string>;
}

function evaluate(node: MathNode, evaluation: Evaluation): MathValue {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.value };
    case 'keyword':
      return { kind: 'keyword', name: node.name };
    case 'id':
      return lookUp(node.id, evaluation);
    case 'negate':
      return negate(evaluate(node.operand, evaluation));
    case 'binary':
      return applyOperator(node.operator, evaluate(node.left, evaluation), evaluate(node.right, evaluation));
    case 'array':
      return {
        kind: 'array',
        series: node.items.flatMap((item) => arrayElements(evaluate(item, evaluation))),
      };
    case 'call':
      return callFunction(node, evaluation);
  }
}

function lookUp(id: string, { scope, open }: Evaluation): MathValue {
  const metric = scope.metrics.get(id);
  if (metric !== undefined) return { kind: 'series', series: metric };
  const expression = scope.expressions.get(id);
  if (expression === undefined)
    throw new MetricMathError('UnknownId', `there is no query with the id "${id}"`);
  if (open.has(id)) throw new MetricMathError('Circle', `expression "${id}" refers to itself`);
  return evaluate(parseExpression(expression), { scope, open: new Set([...open, id]) });
}

function negate(value: MathValue): MathValue {
  if (value.kind === 'scalar') return scalar(-value.value);
  return mapSeries(value, 'unary minus', (one) =>
    series(
      one,
      [...one.points].map(([at, number]) => [at, -number] as const),
    ),
  );
}

function arrayElements(value: MathValue): readonly MathSeries[] {
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'array') return value.series;
  throw wrongType('an array', 'series in it', value);
}

function callFunction(node: Extract<MathNode, { kind: 'call' }>, evaluation: Evaluation): MathValue {
  const implementation = FUNCTIONS.get(node.name);
  if (implementation === undefined) {
    throw new MetricMathError('Unsupported', `function "${node.name}" is computed by CloudWatch only`);
  }
  const [least, most] = implementation.arity;
  if (node.arguments.length < least || node.arguments.length > most) {
    const needed = least === most ? `${least}` : `${least} to ${most}`;
    throw new MetricMathError(
      'WrongType',
      `${node.name} takes ${needed} arguments, not ${node.arguments.length}`,
    );
  }
  const given = node.arguments.map((argument) => evaluate(argument, evaluation));
  const { window, metrics } = evaluation.scope;
  return implementation.compute(given, { window, metrics, nodes: node.arguments });
}
