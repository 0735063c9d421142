import type { Problem, SyntaxNode } from '../syntax/node.ts';
import type { ImportDeclaration } from './document.ts';
import { noteKey, refuse } from './problems.ts';

/** One element of `imports`: a name, or an object of one name with settings. Undefined where it names nothing. */
export function parseImport(node: SyntaxNode, problems: Problem[]): ImportDeclaration | undefined {
  if (node.kind === 'string') return { name: node.value, start: node.start, merge: true };
  if (node.kind !== 'object') return refuse(node.start, 'import must be a string or an object', problems);
  const [entry] = node.entries;
  if (entry === undefined || node.entries.length > 1) {
    return refuse(node.start, 'import must have a single key', problems);
  }
  return { name: entry.key.value, start: entry.key.start, merge: readMerge(entry.value, problems) };
}

function readMerge(node: SyntaxNode, problems: Problem[]): boolean {
  if (node.kind !== 'object') {
    refuse(node.start, 'import must be an object', problems);
    return true;
  }
  let merge = true;
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    noteKey(key, seen, problems);
    if (key.value.toLowerCase() !== 'merge') continue;
    // What is no boolean counts as false, in the reference too.
    merge = value.kind === 'boolean' && value.value;
    if (value.kind !== 'boolean') refuse(value.start, 'merge must be a boolean value', problems);
  }
  return merge;
}
