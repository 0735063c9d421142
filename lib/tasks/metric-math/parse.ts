import { MetricMathError } from './error.ts';
import type { MathNode, Operator } from './syntax.ts';
import { readTokens, type Token } from './tokens.ts';

/** Binary operators by level, weakest first. */
const LEVELS: readonly ReadonlyMap<string, Operator>[] = [
  new Map([
    ['OR', 'OR'],
    ['||', 'OR'],
  ]),
  new Map([
    ['AND', 'AND'],
    ['&&', 'AND'],
  ]),
  new Map([
    ['==', '=='],
    ['!=', '!='],
    ['<', '<'],
    ['<=', '<='],
    ['>', '>'],
    ['>=', '>='],
  ]),
  new Map([
    ['+', '+'],
    ['-', '-'],
  ]),
  new Map([
    ['*', '*'],
    ['/', '/'],
  ]),
];

interface Cursor {
  readonly expression: string;
  readonly tokens: readonly Token[];
  position: number;
}

/** The tree of an expression; throws MetricMathError (`Syntax`) naming the place. */
export function parseExpression(expression: string): MathNode {
  const cursor: Cursor = { expression, tokens: readTokens(expression), position: 0 };
  const node = parseLevel(cursor, 0);
  if (peek(cursor) !== undefined) throw misplaced(cursor);
  return node;
}

function parseLevel(cursor: Cursor, level: number): MathNode {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (let operator = readOperator(cursor, operators); operator; operator = readOperator(cursor, operators)) {
    left = { kind: 'binary', operator, left, right: parseLevel(cursor, level + 1) };
  }
  return left;
}

function readOperator(cursor: Cursor, operators: ReadonlyMap<string, Operator>): Operator | undefined {
  const token = peek(cursor);
  if (token === undefined || (token.kind !== 'symbol' && token.kind !== 'name')) return undefined;
  const operator = operators.get(token.value);
  if (operator !== undefined) cursor.position += 1;
  return operator;
}

function parseUnary(cursor: Cursor): MathNode {
  if (take(cursor, '-')) return { kind: 'negate', operand: parseUnary(cursor) };
  if (take(cursor, '+')) return parseUnary(cursor);
  const base = parsePrimary(cursor);
  if (!take(cursor, '^')) return base;
  return { kind: 'binary', operator: '^', left: base, right: parseUnary(cursor) };
}

function parsePrimary(cursor: Cursor): MathNode {
  const token = peek(cursor);
  if (token === undefined) throw misplaced(cursor);
  if (take(cursor, '(')) {
    const inner = parseLevel(cursor, 0);
    expect(cursor, ')');
    return inner;
  }
  if (take(cursor, '[')) return { kind: 'array', items: parseList(cursor, ']') };
  if (token.kind === 'symbol') throw misplaced(cursor);
  cursor.position += 1;
  if (token.kind === 'number') return { kind: 'number', value: token.value };
  if (token.kind === 'text') return { kind: 'text', value: token.value };
  return parseName(token.value, cursor);
}

function parseName(name: string, cursor: Cursor): MathNode {
  if (/^[a-z]/.test(name)) return { kind: 'id', id: name };
  if (take(cursor, '(')) return { kind: 'call', name, arguments: parseList(cursor, ')') };
  return { kind: 'keyword', name };
}

function parseList(cursor: Cursor, end: ')' | ']'): readonly MathNode[] {
  if (take(cursor, end)) return [];
  const items = [parseLevel(cursor, 0)];
  while (take(cursor, ',')) items.push(parseLevel(cursor, 0));
  expect(cursor, end);
  return items;
}

function peek(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.position];
}

function take(cursor: Cursor, symbol: string): boolean {
  const token = peek(cursor);
  if (token?.kind !== 'symbol' || token.value !== symbol) return false;
  cursor.position += 1;
  return true;
}

function expect(cursor: Cursor, symbol: string): void {
  if (!take(cursor, symbol)) throw misplaced(cursor, `"${symbol}" is missing`);
}

function misplaced(cursor: Cursor, what?: string): MetricMathError {
  const token = peek(cursor);
  const found = token === undefined ? 'it ends too early' : `"${token.value}" is misplaced`;
  return new MetricMathError('Syntax', `expression "${cursor.expression}": ${what ?? found}`);
}
