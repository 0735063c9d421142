import { relative } from 'node:path';
import {
  type EnvironmentDiagnostic,
  openEnvironment,
  type PlainValue,
  type Provider,
  parseEnvironment,
  type Value,
} from '../esc/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError } from '../model/errors.ts';
import type { Decrypt } from '../run/open-session.ts';
import { type EnvironmentChoice, fileOf, findEnvironment } from './environment-place.ts';
import { readTextFile } from './text-file.ts';

export interface FileOpening {
  readonly providers: Readonly<Record<string, Provider>>;
  readonly context: PlainValue;
  readonly mode: 'open' | 'check';
  /** Opens secrets; without it an encrypted one is a mistake. */
  readonly decrypt?: Decrypt;
  /** Read instead of what the file holds. */
  readonly text?: string;
}

export interface EvaluatedFile {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface OpenedFile {
  readonly value: Value | undefined;
  readonly warnings: readonly Diagnostic[];
}

/** Opens or checks an environment on disk. Throws DocumentError with every mistake, or UsageError if there is none. */
export async function openEnvironmentFile(
  choice: EnvironmentChoice,
  opening: FileOpening,
): Promise<OpenedFile> {
  const { value, diagnostics } = await evaluateEnvironmentFile(choice, opening);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
  return { value, warnings: diagnostics };
}

/** The same with every mistake in the answer. Throws UsageError if there is no such environment. */
export async function evaluateEnvironmentFile(
  choice: EnvironmentChoice,
  opening: FileOpening,
): Promise<EvaluatedFile> {
  const place = findEnvironment(choice);
  const files = new Map([[place.name, place.file]]);
  const parsed = parseEnvironment(opening.text ?? readTextFile(place.file, choice.cwd), { name: place.name });
  const opened = await openEnvironment({
    name: place.name,
    ...parsed,
    ...opening,
    load: async (name) => {
      const file = fileOf(place.folder, name);
      if (file === undefined) return undefined;
      files.set(name, file);
      return parseEnvironment(readTextFile(file, choice.cwd), { name });
    },
  });
  const diagnostics = opened.diagnostics.map((diagnostic) => locate(diagnostic, files, choice.cwd));
  return { value: opened.value, diagnostics };
}

function locate(
  { severity, environment, line, column, summary }: EnvironmentDiagnostic,
  files: ReadonlyMap<string, string>,
  cwd: string,
): Diagnostic {
  const file = files.get(environment);
  return {
    severity,
    file: file === undefined ? environment : relative(cwd, file),
    line,
    column,
    message: summary,
  };
}
