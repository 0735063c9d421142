import { CST } from 'yaml';
import type { Problem, StringNode, SyntaxNode } from './node.ts';
import { resolvePlain } from './resolve-scalar.ts';

/** Characters that no plain scalar begins with, and line breaks, which fold. */
const UNUSUAL = /^[\t,%|>@`&*!?]|[\n\r\t]/;

/** A scalar on one line, without tag and anchor; undefined at anything that needs the composer. */
export function readScalar(token: CST.FlowScalar, problems: Problem[]): SyntaxNode | undefined {
  const { source, offset: start, type } = token;
  const end = start + source.length;
  if (!isTrivia(token.end) || source === '' || UNUSUAL.test(source)) return undefined;
  if (type !== 'scalar') return readQuoted(token, { start, end });
  const resolved = resolvePlain(source);
  if (resolved.kind === 'string') return { kind: 'string', value: source, isPlain: true, start, end };
  if (resolved.kind !== 'wrong') return { ...resolved, start, end };
  problems.push({ severity: 'error', offset: start, summary: resolved.summary });
  return { kind: 'null', start, end };
}

function readQuoted(token: CST.FlowScalar, place: { start: number; end: number }): StringNode | undefined {
  const { source } = token;
  const quote = source.charAt(0);
  if (source.length < 2 || !source.endsWith(quote)) return undefined;
  if (quote === '"' && source.includes('\\'))
    return hasWrongEscape(source) ? undefined : resolve(token, place);
  const inner = source.slice(1, -1);
  return {
    kind: 'string',
    value: quote === "'" ? inner.replaceAll("''", "'") : inner,
    isPlain: false,
    ...place,
  };
}

/** `\/`, which the YAML package knows, YAML 1.1 and go-yaml do not. */
export function hasWrongEscape(source: string): boolean {
  return /^(?:[^\\]|\\[^/])*\\\//.test(source);
}

/** A literal or folded block; undefined where its header is unusual. */
export function readBlockScalar(token: CST.BlockScalar): StringNode | undefined {
  if (!token.props.every(({ type }) => type === 'block-scalar-header' || isTriviaType(type)))
    return undefined;
  const start = token.props[0]?.offset ?? token.offset;
  const headerLength = token.props.reduce(
    (length, prop) => length + ('source' in prop ? prop.source.length : 0),
    0,
  );
  const block = resolve(token, { start, end: start + headerLength + token.source.length });
  return block && { ...block, value: withoutAddedBreak(block.value, token.source) };
}

/** The YAML package ends the last line of a block where the text does not; go-yaml leaves it open. */
export function withoutAddedBreak(value: string, source: string): string {
  if (source.trim() === '') return value && '\n'.repeat(source.split('\n').length - 1);
  const lastLine = source.slice(source.lastIndexOf('\n') + 1);
  const isOpen = /\S/.test(lastLine) || (lastLine !== '' && /[ \t]\n$/.test(value));
  return isOpen && value.endsWith('\n') ? value.slice(0, -1) : value;
}

function resolve(
  token: CST.FlowScalar | CST.BlockScalar,
  place: { start: number; end: number },
): StringNode | undefined {
  let isFaulty = false;
  const resolved = CST.resolveAsScalar(token, true, () => {
    isFaulty = true;
  });
  return isFaulty ? undefined : { kind: 'string', value: resolved.value, isPlain: false, ...place };
}

/** Only spaces, line breaks and comments, which stand apart from what is before them; no tabs. */
export function isTrivia(tokens: readonly CST.SourceToken[] | undefined, isLineStart = false): boolean {
  if (tokens === undefined) return true;
  return tokens.every(({ type, source }, index) => {
    if (type === 'comment') return index === 0 ? isLineStart : tokens[index - 1]?.type !== 'comment';
    return type === 'newline' || (type === 'space' && !source.includes('\t'));
  });
}

function isTriviaType(type: string): boolean {
  return type === 'space' || type === 'newline' || type === 'comment';
}
