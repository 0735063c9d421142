import type { EnvironmentDiagnostic } from '../diagnostic.ts';
import type { PathStep } from '../projection/property-path.ts';
import { type Replacement, replaceAll } from '../secrets/replace-text.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { readYaml } from '../syntax/read-yaml.ts';
import { mapSource, placeOf } from '../syntax/source-map.ts';
import { checkEdit, type Edit } from './check-edit.ts';
import type { Draft } from './draft.ts';
import { planRemove } from './remove-value.ts';
import { nest, planSet, type Wrong } from './set-value.ts';
import type { Editing } from './slot.ts';
import { columnOf, lineStart, textEnd } from './text-places.ts';
import { writeAfterColon } from './write-draft.ts';

/** A document after an edit; or why there is no such place; or what is wrong with the document as it is. */
export type EditedDocument =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'wrong'; readonly summary: string }
  | { readonly kind: 'unreadable'; readonly diagnostics: readonly EnvironmentDiagnostic[] };

export interface EditRequest {
  readonly text: string;
  /** The environment's name, for diagnostics. */
  readonly name: string;
  /** Below `values`; `imports` as its first step means the document's imports. */
  readonly path: readonly PathStep[];
}

/** Sets a value. Comments, order and style of all else stay as they are, to the byte. */
export function setValue(request: EditRequest, draft: Draft): EditedDocument {
  return edit(request, { kind: 'set', draft });
}

/** Takes a value away; a container that is left with nothing becomes `{}` or `[]`. */
export function removeValue(request: EditRequest): EditedDocument {
  return edit(request, { kind: 'remove' });
}

/** The text of a value as it is written, its indentation taken away; undefined where the document has none there. */
export function definitionAt({ text, path }: Omit<EditRequest, 'name'>): string | undefined {
  const { root, problems } = readYaml(text);
  if (root === undefined || problems.length > 0) return undefined;
  let node: SyntaxNode | undefined = root;
  for (const step of fullPath(root, path)) {
    if (node?.kind === 'object') node = node.entries.find(({ key }) => key.value === step)?.value;
    else node = node?.kind === 'array' && typeof step === 'number' ? node.elements[step] : undefined;
  }
  if (node === undefined) return undefined;
  const indent = columnOf(text, node.start);
  const isBlock =
    text.slice(lineStart(text, node.start), node.start).trim().replaceAll('-', '').trim() === '';
  const [first = '', ...rest] = text.slice(node.start, textEnd(text, node)).split('\n');
  const cut = isBlock ? new RegExp(`^ {0,${indent}}`) : /^/;
  return `${[first, ...rest.map((line) => line.replace(cut, ''))].join('\n')}\n`;
}

type Change = { readonly kind: 'set'; readonly draft: Draft } | { readonly kind: 'remove' };

function edit({ text, name, path }: EditRequest, change: Change): EditedDocument {
  const { root, problems } = readYaml(text);
  if (problems.length > 0) return { kind: 'unreadable', diagnostics: locate(text, name, problems) };
  const steps = fullPath(root, path);
  const planned = root === undefined ? startDocument(text, steps, change) : plan(text, root, steps, change);
  if ('wrong' in planned) return { kind: 'wrong', summary: below(planned.wrong) };
  const edited = replaceAll(text, [inLineStyle(text, planned)]);
  const whole = /\n$|^$/.test(edited) ? edited : `${edited}\n`;
  const made: Edit = change.kind === 'set' ? { path: steps, draft: change.draft } : { path: steps };
  if (checkEdit({ before: root, after: whole, edit: made })) return { kind: 'edited', text: whole };
  return {
    kind: 'wrong',
    summary: 'this place of the document cannot be edited by command; edit it by hand',
  };
}

/** `values` and `imports` match in any case, as they do in the evaluator. */
function fullPath(root: SyntaxNode | undefined, path: readonly PathStep[]): readonly PathStep[] {
  const field = path[0] === 'imports' ? 'imports' : 'values';
  const entries = root?.kind === 'object' ? root.entries : [];
  const written = entries.find(({ key }) => key.value.toLowerCase() === field)?.key.value ?? field;
  return [written, ...(field === 'imports' ? path.slice(1) : path)];
}

function plan(
  text: string,
  root: SyntaxNode,
  path: readonly PathStep[],
  change: Change,
): Replacement | Wrong {
  if (root.kind !== 'object') return { wrong: 'environment must be an object' };
  const editing: Editing = { text, unit: unitOf(text, root) };
  return change.kind === 'set'
    ? planSet(editing, root, { path, draft: change.draft })
    : planRemove(editing, root, path);
}

/** How far a document moves the second level to the right; two spaces where that does not show. */
function unitOf(text: string, root: SyntaxNode): number {
  if (root.kind !== 'object' || root.isFlow) return 2;
  const unit = root.entries
    .filter(({ value }) => value.kind === 'object' && !value.isFlow)
    .map(({ value }) => columnOf(text, value.start) - columnOf(text, root.start))[0];
  return unit === undefined || unit < 1 ? 2 : unit;
}

/** A document that holds nothing but comments, if those. */
function startDocument(text: string, path: readonly PathStep[], change: Change): Replacement | Wrong {
  if (change.kind === 'remove') return { wrong: 'the environment holds no values' };
  const draft = nest(path, 1, change.draft);
  if ('wrong' in draft) return draft;
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  const written = writeAfterColon(draft, { indent: 2, unit: 2 });
  return { start: text.length, end: text.length, text: `${start}${path[0]}:${written}\n` };
}

function inLineStyle(text: string, planned: Replacement): Replacement {
  return text.includes('\r\n') ? { ...planned, text: planned.text.replaceAll('\n', '\r\n') } : planned;
}

/** People name places below `values`. */
function below(summary: string): string {
  return summary.replace(/^values\.?(?=\S)/i, '');
}

function locate(text: string, environment: string, problems: ReturnType<typeof readYaml>['problems']) {
  const source = mapSource(text);
  return problems.map(({ severity, offset, shift = 0, summary }) => {
    const { line, column } = placeOf(source, offset);
    return { severity, environment, line, column: column + shift, summary };
  });
}
