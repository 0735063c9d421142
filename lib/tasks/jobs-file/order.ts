import { type Diagnostic, formatDiagnostic } from '../../model/diagnostic.ts';

/** Each diagnostic once, file by file as they first appear, then by line and column. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const once = new Map(diagnostics.map((diagnostic) => [formatDiagnostic(diagnostic), diagnostic]));
  return [...once.values()].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** The first diagnostics and those of the second that stand at other places: one mistake, one line. */
export function mergeDiagnostics(
  first: readonly Diagnostic[],
  second: readonly Diagnostic[],
): readonly Diagnostic[] {
  const placeOf = ({ file, line, column }: Diagnostic) => `${file}:${line}:${column}`;
  const places = new Set(first.map(placeOf));
  return inOrder([...first, ...second.filter((diagnostic) => !places.has(placeOf(diagnostic)))]);
}
