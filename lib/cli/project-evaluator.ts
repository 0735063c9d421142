import {
  type EnvironmentDiagnostic,
  type EnvironmentDocument,
  openEnvironment,
  type PlainValue,
  parseEnvironment,
} from '../esc/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type EnvironmentFile, importedName } from '../tasks/jobs-file/environment-file.ts';
import { providerShapes } from './environment-providers.ts';

/** An environment of the project with its document, as functions evaluate it. */
export interface ProjectEnvironment extends EnvironmentFile {
  /** Undefined where the text is not the YAML that ESC reads. */
  readonly document: EnvironmentDocument | undefined;
  readonly parsed: readonly EnvironmentDiagnostic[];
}

export type ProjectEnvironments = ReadonlyMap<string, ProjectEnvironment>;

/** The environments with their documents; what the evaluator's parser says takes the place of what the YAML reader said. */
export function parseEnvironments(files: ReadonlyMap<string, EnvironmentFile>): ProjectEnvironments {
  return new Map(
    [...files].map(([name, environment]) => {
      const { document, diagnostics: parsed } = parseEnvironment(environment.text, { name });
      const diagnostics = parsed.map((diagnostic) => toDiagnostic(diagnostic, files));
      return [name, { ...environment, document, parsed, diagnostics }];
    }),
  );
}

/** What the evaluator finds in an environment and its imports without opening anything. */
export async function evaluate(
  name: string,
  environments: ProjectEnvironments,
): Promise<readonly Diagnostic[]> {
  const environment = environments.get(name);
  if (environment === undefined) return [];
  const { diagnostics } = await openEnvironment({
    name,
    document: environment.document,
    load: async (imported) => loadFrom(imported, environments),
    providers: providerShapes,
    context,
    mode: 'check',
  });
  return diagnostics.map((diagnostic) => toDiagnostic(diagnostic, environments));
}

function loadFrom(imported: string, environments: ProjectEnvironments) {
  const found = environments.get(importedName(imported));
  if (found === undefined) return undefined;
  return { document: found.document, diagnostics: found.parsed, name: found.name };
}

function toDiagnostic(
  { severity, environment, line, column, summary }: EnvironmentDiagnostic,
  environments: ReadonlyMap<string, EnvironmentFile>,
): Diagnostic {
  const file = environments.get(environment)?.file ?? environment;
  return { severity, file, line, column, message: summary };
}

/** The shape of what `${context…}` reaches in a function; the values are known only there. */
const context: PlainValue = {
  aws: { account: '000000000000', region: 'us-east-1' },
  pulumi: { user: { login: 'nightshift', id: 'nightshift' }, organization: { login: 'nightshift' } },
};
