import type { ObjectEntry, ObjectNode, Problem, SyntaxNode } from '../syntax/node.ts';
import { goQuote } from '../text/go-quote.ts';
import { type BuiltinName, builtinNames } from './builtin-name.ts';
import { type CallParts, type CallSyntax, callSyntax } from './call-syntax.ts';
import type { CallExpression, Expression } from './expression.ts';

export type ParseExpression = (node: SyntaxNode, problems: Problem[]) => Expression;

/** An object with the one key `fn::…` is a call of a builtin; undefined means an ordinary object. */
export function parseCall(
  node: ObjectNode,
  problems: Problem[],
  parseExpression: ParseExpression,
): CallExpression | undefined {
  const [entry] = node.entries;
  if (entry === undefined || node.entries.length > 1) {
    refuseMixedCalls(node, problems);
    return undefined;
  }
  const called = calledBuiltin(entry.key.value);
  if (called === undefined) {
    refusePrefix(entry, problems);
    return undefined;
  }
  const syntax: CallSyntax = {
    argument: parseExpression(entry.value, problems),
    provider: called.provider,
    call: node,
    problems,
  };
  const { start, end } = node;
  const parts: CallParts = callSyntax[called.builtin](syntax);
  return { kind: 'call', builtin: called.builtin, ...parts, start, end };
}

function calledBuiltin(key: string): { builtin: BuiltinName; provider?: string } | undefined {
  if (!key.startsWith('fn::')) return undefined;
  const builtin = builtinNames.find((name) => key === `fn::${name}`);
  if (builtin !== undefined) return { builtin };
  if (key.startsWith('fn::open::')) return { builtin: 'open', provider: key.slice('fn::open::'.length) };
  if (key.startsWith('fn::rotate::'))
    return { builtin: 'rotate', provider: key.slice('fn::rotate::'.length) };
  return undefined;
}

function refuseMixedCalls(node: ObjectNode, problems: Problem[]): void {
  for (const { key } of node.entries) {
    if (!key.value.startsWith('fn::')) continue;
    const summary = `illegal call to builtin function: ${goQuote(key.value)} must be the only key within its containing object`;
    problems.push({ severity: 'error', offset: node.start, summary });
  }
}

function refusePrefix(entry: ObjectEntry, problems: Problem[]): void {
  if (!entry.key.value.toLowerCase().startsWith('fn::')) return;
  problems.push({ severity: 'error', offset: entry.key.start, summary: "'fn::' is a reserved prefix" });
}
