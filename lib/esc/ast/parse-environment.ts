import type { EnvironmentDiagnostic } from '../diagnostic.ts';
import { sortDiagnostics } from '../diagnostic.ts';
import type { Problem, StringNode, SyntaxNode } from '../syntax/node.ts';
import { readYaml } from '../syntax/read-yaml.ts';
import { mapSource, placeOf, type SourceMap } from '../syntax/source-map.ts';
import { goQuote } from '../text/go-quote.ts';
import { byEditDistance } from '../text/spelling.ts';
import type { EnvironmentDocument, ImportDeclaration } from './document.ts';
import type { PropertyExpression } from './expression.ts';
import { findReferences } from './find-references.ts';
import { parseExpression } from './parse-expression.ts';
import { parseImport } from './parse-import.ts';
import { noteKey, refuse } from './problems.ts';

export interface ParsedEnvironment {
  /** Missing where the text is not the YAML that ESC reads; then there is nothing to evaluate. */
  readonly document: EnvironmentDocument | undefined;
  readonly diagnostics: readonly EnvironmentDiagnostic[];
}

interface Fields {
  imports: readonly ImportDeclaration[];
  values: readonly PropertyExpression[];
}

/** Parses the text of an environment. Mistakes are collected; `name` is what they are reported under. */
export function parseEnvironment(text: string, { name }: { readonly name: string }): ParsedEnvironment {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const source = mapSource(clean);
  if (clean === '') {
    return { document: { version: 1, imports: [], values: [], references: [], source }, diagnostics: [] };
  }
  const { root, problems } = readYaml(clean);
  if (problems.length > 0) return { document: undefined, diagnostics: locate(problems, name, source) };
  const found: Problem[] = [];
  const fields = parseFields(root, found);
  const references = findReferences(fields.values);
  return {
    document: { version: 1, ...fields, references, source },
    diagnostics: locate(found, name, source),
  };
}

function parseFields(root: SyntaxNode | undefined, problems: Problem[]): Fields {
  const fields: Fields = { imports: [], values: [] };
  if (root?.kind !== 'object') {
    refuse(root?.start ?? 0, 'environment must be an object', problems);
    return fields;
  }
  const seen = new Set<string>();
  for (const { key, value } of root.entries) {
    noteKey(key, seen, problems);
    parseField(key, value, { fields, problems });
  }
  return fields;
}

/** The three fields match in any case; what else stands at the top is a warning. */
function parseField(
  key: StringNode,
  value: SyntaxNode,
  { fields, problems }: { fields: Fields; problems: Problem[] },
): void {
  const field = key.value.toLowerCase();
  if (field === 'values') fields.values = parseValues(value, problems);
  else if (field === 'imports') fields.imports = parseImports(value, problems);
  else if (field === 'description') {
    if (parseExpression(value, problems).kind !== 'string') {
      refuse(value.start, 'description must be a string', problems);
    }
  } else {
    const existing = byEditDistance(key.value, ["'description'", "'imports'", "'values'"]).join(', ');
    const summary = `Field '${key.value}' does not exist on Object 'environment'. Existing fields are: ${existing}`;
    problems.push({ severity: 'warning', offset: key.start, summary });
  }
}

function parseImports(node: SyntaxNode, problems: Problem[]): readonly ImportDeclaration[] {
  if (node.kind === 'array') return node.elements.flatMap((element) => parseImport(element, problems) ?? []);
  refuse(node.start, 'imports must be a list', problems);
  return [];
}

/** Keys at this level are taken literally: nothing in them is interpolated. */
function parseValues(node: SyntaxNode, problems: Problem[]): readonly PropertyExpression[] {
  if (node.kind !== 'object') {
    refuse(node.start, 'values must be an object', problems);
    return [];
  }
  return node.entries.map(({ key, value }) => {
    if (key.value.startsWith('fn::')) {
      refuse(key.start, `builtin function call ${goQuote(key.value)} not allowed at the top level`, problems);
    }
    return { key: key.value, keyStart: key.start, value: parseExpression(value, problems) };
  });
}

function locate(
  problems: readonly Problem[],
  environment: string,
  source: SourceMap,
): readonly EnvironmentDiagnostic[] {
  return sortDiagnostics(
    problems.map(({ severity, offset, shift = 0, summary }) => {
      const { line, column } = placeOf(source, offset);
      return { severity, environment, line, column: column + shift, summary };
    }),
  );
}
