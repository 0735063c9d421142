import type { ObjectNode, Problem, SyntaxNode } from '../syntax/node.ts';
import type { Expression, PropertyExpression } from './expression.ts';
import { parseCall } from './parse-call.ts';
import { parseString } from './parse-string.ts';

/** The meaning of a piece of syntax: literals, references, containers and calls of builtins. */
export function parseExpression(node: SyntaxNode, problems: Problem[]): Expression {
  switch (node.kind) {
    case 'null':
      return { kind: 'null', start: node.start, end: node.end };
    case 'boolean':
      return { kind: 'boolean', value: node.value, start: node.start, end: node.end };
    case 'number':
      return { kind: 'number', text: node.text, start: node.start, end: node.end };
    case 'string':
      return parseString(node, problems);
    case 'array': {
      const elements = node.elements.map((element) => parseExpression(element, problems));
      return { kind: 'array', elements, start: node.start, end: node.end };
    }
    case 'object':
      return parseCall(node, problems, parseExpression) ?? parseObject(node, problems);
  }
}

function parseObject(node: ObjectNode, problems: Problem[]): Expression {
  const entries: PropertyExpression[] = [];
  for (const entry of node.entries) {
    const key = parseString(entry.key, problems);
    const value = parseExpression(entry.value, problems);
    if (key.kind === 'string') entries.push({ key: key.value, keyStart: key.start, value });
    else {
      problems.push({ severity: 'error', offset: entry.key.start, summary: 'object keys must be strings' });
    }
  }
  return { kind: 'object', entries, start: node.start, end: node.end };
}
