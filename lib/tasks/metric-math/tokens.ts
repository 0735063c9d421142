import { MetricMathError } from './error.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'name'; readonly value: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly value: string; readonly at: number };

const TOKEN =
  /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|"([^"]*)"|'([^']*)'|([A-Za-z_][A-Za-z0-9_]*)|(==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>]))/y;

/** The words of a metric math expression; throws MetricMathError at the first character that is none. */
export function readTokens(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    if (match === null) throw unexpected(expression, at);
    tokens.push(toToken(match, at));
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function toToken([, number, double, single, name, symbol]: RegExpExecArray, at: number): Token {
  if (number !== undefined) return { kind: 'number', value: Number(number), at };
  const text = double ?? single;
  if (text !== undefined) return { kind: 'text', value: text, at };
  return name === undefined ? { kind: 'symbol', value: symbol ?? '', at } : { kind: 'name', value: name, at };
}

function unexpected(expression: string, at: number): MetricMathError {
  const column = at + expression.slice(at).search(/\S/) + 1;
  const character = expression.charAt(column - 1);
  return new MetricMathError(
    'Syntax',
    `"${character}" at column ${column} of "${expression}" is not metric math`,
  );
}
