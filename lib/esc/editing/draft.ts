import { escapeDollars } from '../secrets/escape-dollars.ts';
import type { Problem, SyntaxNode } from '../syntax/node.ts';
import { readYaml } from '../syntax/read-yaml.ts';

/** A value that is to be written into a document. */
export type Draft =
  /** Something on one line, written as it stands here. */
  | { readonly kind: 'verbatim'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'object'; readonly entries: readonly DraftEntry[]; readonly isFlow: boolean }
  | { readonly kind: 'array'; readonly items: readonly Draft[]; readonly isFlow: boolean };

interface DraftEntry {
  readonly key: string;
  readonly value: Draft;
}

/**
 * The value that a piece of YAML is, as somebody typed it: quotes and inner braces stay, the outermost braces give way
 * to lines. Nothing at all is the empty string.
 */
export function readDraft(yaml: string): { readonly draft: Draft } | { readonly wrong: string } {
  const { root, problems } = readYaml(yaml);
  const [problem] = problems.filter(({ severity }: Problem) => severity === 'error');
  if (problem !== undefined) return { wrong: problem.summary };
  const draft = root === undefined ? emptyText : draftOf(root, yaml);
  return { draft: draft.kind === 'object' || draft.kind === 'array' ? { ...draft, isFlow: false } : draft };
}

const emptyText: Draft = { kind: 'string', value: '' };

function draftOf(node: SyntaxNode, source: string): Draft {
  const text = source.slice(node.start, node.end);
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map(({ key, value }) => ({
        key: key.value,
        value: draftOf(value, source),
      }));
      return { kind: 'object', entries, isFlow: node.isFlow };
    }
    case 'array': {
      const items = node.elements.map((element) => draftOf(element, source));
      return { kind: 'array', items, isFlow: text.startsWith('[') };
    }
    case 'string':
      return isKept(text, node.isPlain) ? { kind: 'verbatim', text } : { kind: 'string', value: node.value };
    default:
      return { kind: 'verbatim', text: text === '' ? 'null' : text };
  }
}

/** Whether a string may be written as it was typed. */
function isKept(text: string, isPlain: boolean): boolean {
  if (text.includes('\n')) return false;
  return isPlain ? !/[,[\]{}]/.test(text) : /^(?:".*"|'.*')$/.test(text);
}

/** A string, whatever it looks like. */
export function textDraft(value: string): Draft {
  return { kind: 'string', value };
}

/** A secret in plain text: no `$` in it means anything. */
export function secretDraft(plaintext: string): Draft {
  const value: Draft = { kind: 'string', value: escapeDollars(plaintext) };
  return { kind: 'object', entries: [{ key: 'fn::secret', value }], isFlow: false };
}

/** The text that a piece of YAML stands for: a string, or a number or word as it was typed. */
export function readText(yaml: string): { readonly text: string } | { readonly wrong: string } {
  const { root, problems } = readYaml(yaml);
  const [problem] = problems;
  if (problem !== undefined) return { wrong: problem.summary };
  if (root === undefined) return { text: '' };
  if (root.kind === 'string') return { text: root.value };
  if (root.kind === 'object' || root.kind === 'array')
    return { wrong: 'secret values must be string literals' };
  return { text: yaml.slice(root.start, root.end) };
}

/** Whether a call of fn::secret is in it. */
export function holdsSecret(draft: Draft): boolean {
  if (draft.kind === 'array') return draft.items.some(holdsSecret);
  if (draft.kind !== 'object') return false;
  return draft.entries.some(({ key, value }) => key === 'fn::secret' || holdsSecret(value));
}
