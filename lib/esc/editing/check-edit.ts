import type { PathStep } from '../projection/property-path.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { readYaml } from '../syntax/read-yaml.ts';
import type { Draft } from './draft.ts';
import { writeInline } from './write-draft.ts';

export interface Edit {
  readonly path: readonly PathStep[];
  /** Undefined for a value that is taken away. */
  readonly draft?: Draft;
}

interface Checked {
  readonly before: SyntaxNode | undefined;
  readonly after: string;
  readonly edit: Edit;
}

/** Whether a text holds what an edit was to make of a document: that one value changed, and nothing else. */
export function checkEdit({ before, after, edit }: Checked): boolean {
  const { root, problems } = readYaml(after);
  if (problems.length > 0) return false;
  const wanted = apply(before === undefined ? nothing : contentOf(before), edit, 0);
  return JSON.stringify(wanted) === JSON.stringify(root === undefined ? nothing : contentOf(root));
}

/** What a document says, without where and how. */
type Content =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Content])[] }
  | { readonly kind: 'array'; readonly items: readonly Content[] };

const nothing: Content = { kind: 'scalar', text: 'null' };

function contentOf(node: SyntaxNode): Content {
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map(({ key, value }) => [key.value, contentOf(value)] as const);
      return { kind: 'object', entries };
    }
    case 'array':
      return { kind: 'array', items: node.elements.map(contentOf) };
    case 'string':
      return { kind: 'scalar', text: `string ${node.value}` };
    case 'number':
      return { kind: 'scalar', text: `number ${node.text}` };
    case 'boolean':
      return { kind: 'scalar', text: String(node.value) };
    case 'null':
      return nothing;
  }
}

/** Undefined where the value is taken away. */
function apply(content: Content, edit: Edit, depth: number): Content | undefined {
  const step = edit.path[depth];
  if (step === undefined) return edit.draft === undefined ? undefined : draftContent(edit.draft);
  if (typeof step === 'number') {
    const items = content.kind === 'array' ? content.items : [];
    const changed = apply(items[step] ?? nothing, edit, depth + 1);
    const made = changed === undefined ? [] : [changed];
    return { kind: 'array', items: [...items.slice(0, step), ...made, ...items.slice(step + 1)] };
  }
  const entries = content.kind === 'object' ? content.entries : [];
  const at = entries.findIndex(([key]) => key === step);
  const changed = apply(entries[at]?.[1] ?? nothing, edit, depth + 1);
  const made = changed === undefined ? [] : [[step, changed] as const];
  const [head, tail] = at === -1 ? [entries, []] : [entries.slice(0, at), entries.slice(at + 1)];
  return { kind: 'object', entries: [...head, ...made, ...tail] };
}

function draftContent(draft: Draft): Content {
  const { root } = readYaml(writeInline(draft));
  return root === undefined ? nothing : contentOf(root);
}
