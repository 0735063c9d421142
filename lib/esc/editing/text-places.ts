import type { SyntaxNode } from '../syntax/node.ts';

/** Where a line begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where a line ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Characters before an offset on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Where a value's own text ends: white space and comments behind it do not belong to it. */
export function textEnd(text: string, node: SyntaxNode): number {
  if (node.kind === 'object' && !node.isFlow) {
    const last = node.entries.at(-1);
    return last === undefined ? node.end : Math.max(textEnd(text, last.value), last.key.end);
  }
  if (node.kind === 'array' && text[node.start] !== '[') {
    const last = node.elements.at(-1);
    return last === undefined ? node.end : textEnd(text, last);
  }
  return node.start + text.slice(node.start, node.end).trimEnd().length;
}

/** The end of the line on which a value's text ends; a block that keeps its line breaks keeps them. */
export function lastLineEnd(text: string, node: SyntaxNode): number {
  const leaf = lastLeaf(node, text);
  const isBlockText = leaf.kind === 'string' && /^[|>][-\d]*\+/.test(text.slice(leaf.start, leaf.start + 4));
  if (isBlockText && text[leaf.end - 1] === '\n') return leaf.end - 1;
  return lineEnd(text, textEnd(text, node));
}

function lastLeaf(node: SyntaxNode, text: string): SyntaxNode {
  const isBlock = node.kind === 'object' ? !node.isFlow : text[node.start] !== '[';
  const last =
    node.kind === 'object' ? node.entries.at(-1)?.value : node.kind === 'array' && node.elements.at(-1);
  return isBlock && last ? lastLeaf(last, text) : node;
}
