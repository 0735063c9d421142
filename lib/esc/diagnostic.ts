/** A mistake in an environment document, at a place a person can go to. Lines and columns count from 1. */
export interface EnvironmentDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly environment: string;
  readonly line: number;
  readonly column: number;
  /** One line in the words of Pulumi ESC's own evaluator, where it has words for it. */
  readonly summary: string;
}

/** The same diagnostics by environment, line, column and summary, whatever order they were found in. */
export function sortDiagnostics(
  diagnostics: readonly EnvironmentDiagnostic[],
): readonly EnvironmentDiagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.environment, b.environment) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.summary, b.summary),
  );
}

/** Whether at least one of them is an error. */
export function hasErrors(diagnostics: readonly EnvironmentDiagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
