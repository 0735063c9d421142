import { type EditedDocument, type EditRequest, type PathStep, parsePropertyPath } from '../esc/index.ts';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { type EnvironmentBackend, formatTitle } from './env-backend.ts';

interface ValueChange {
  readonly environment: string;
  readonly path: readonly PathStep[];
  /** As `write` of the backend takes it. */
  readonly encrypt: boolean;
}

interface Where {
  readonly backend: EnvironmentBackend;
  readonly cli: Cli;
}

/** Reads an environment, changes a value of it, and writes it back if nobody else has meanwhile. */
export async function editEnvironment(
  { environment, path, encrypt }: ValueChange,
  change: (request: EditRequest) => EditedDocument,
  { backend, cli }: Where,
): Promise<void> {
  const { title, file, text, etag } = await backend.read(environment);
  const name = formatTitle(title);
  const edited = change({ text, name, path });
  if (edited.kind === 'wrong') throw new UsageError(edited.summary);
  if (edited.kind === 'unreadable') {
    throw new DocumentError(
      edited.diagnostics.map(
        ({ severity, environment: found, line, column, summary }): Diagnostic => ({
          severity,
          file: found === name ? (file ?? name) : found,
          line,
          column,
          message: summary,
        }),
      ),
    );
  }
  const warnings = await backend.write(environment, { text: edited.text, etag, encrypt });
  for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
}

/** The steps of a property path; throws UsageError where it is none or empty. */
export function readPath(path: string): readonly PathStep[] {
  const steps = parsePropertyPath(path);
  if (steps === undefined) throw new UsageError(`"${path}" is no property path such as a.b[0] or a["key"]`);
  if (steps.length === 0) throw new UsageError('path must contain at least one element');
  return steps;
}
