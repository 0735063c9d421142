import type { Problem, StringNode } from '../syntax/node.ts';
import type { Expression, InterpolationPart } from './expression.ts';
import { parseAccess } from './parse-access.ts';

/** A string without `${…}` is a literal, exactly one access is a symbol and keeps its type, the rest interpolates. */
export function parseString(node: StringNode, problems: Problem[]): Expression {
  const { start, end, value } = node;
  if (!value.includes('$')) return { kind: 'string', value, start, end };
  const parts = parseParts(node, problems);
  const [first] = parts;
  if (first === undefined) return { kind: 'string', value, start, end };
  if (parts.length > 1) return { kind: 'interpolation', parts, start, end };
  if (first.accessors === undefined) return { kind: 'string', value: first.text, start, end };
  if (first.text === '') return { kind: 'symbol', accessors: first.accessors, start, end };
  return { kind: 'interpolation', parts, start, end };
}

/** `$$` stands for `$` everywhere; a `$` before anything but `{` is itself. */
function parseParts(node: StringNode, problems: Problem[]): readonly InterpolationPart[] {
  const parts: InterpolationPart[] = [];
  let text = '';
  let at = 0;
  while (at < node.value.length) {
    const dollar = node.value.indexOf('$', at);
    if (dollar === -1) break;
    text += node.value.slice(at, dollar);
    const next = node.value[dollar + 1];
    if (next === '{') {
      const { accessors, end } = parseAccess(node, dollar + 2, problems);
      parts.push({ text, accessors });
      text = '';
      at = end;
    } else {
      text += '$';
      at = dollar + (next === '$' ? 2 : 1);
    }
  }
  text += node.value.slice(at);
  if (text !== '') parts.push({ text });
  return parts;
}
