import type { EnvironmentDocument } from '../ast/document.ts';
import type { EnvironmentDiagnostic } from '../diagnostic.ts';
import { messageOf } from './message.ts';
import type { LoadedEnvironment } from './session.ts';

/** Gives an environment's document and what parsing it reported; `name` where it resolves to another one. */
export type LoadEnvironment = (importName: string) => Promise<
  | {
      readonly document: EnvironmentDocument | undefined;
      readonly diagnostics: readonly EnvironmentDiagnostic[];
      readonly name?: string;
    }
  | undefined
>;

/** Loads everything that an environment imports or refers to, directly or not, each once and side by side. */
export async function loadClosure(
  root: { readonly name: string; readonly document: EnvironmentDocument },
  load: LoadEnvironment,
): Promise<ReadonlyMap<string, LoadedEnvironment>> {
  const loaded = new Map<string, LoadedEnvironment>();
  const asked = new Set([root.name]);
  const follow = async (document: EnvironmentDocument): Promise<void> => {
    const names = namesIn(document).filter((name) => !asked.has(name));
    for (const name of names) asked.add(name);
    await Promise.all(
      names.map(async (name) => {
        const environment = await loadOne(name, load);
        loaded.set(name, environment);
        if (environment.kind === 'loaded' && environment.document !== undefined)
          await follow(environment.document);
      }),
    );
  };
  await follow(root.document);
  return loaded;
}

async function loadOne(name: string, load: LoadEnvironment): Promise<LoadedEnvironment> {
  try {
    const found = await load(name);
    if (found === undefined) return { kind: 'failed', summary: `environment not found: ${name}` };
    return {
      kind: 'loaded',
      name: found.name ?? name,
      document: found.document,
      diagnostics: found.diagnostics,
    };
  } catch (error) {
    return { kind: 'failed', summary: messageOf(error) };
  }
}

function namesIn(document: EnvironmentDocument): readonly string[] {
  return [...new Set([...document.imports.map(({ name }) => name), ...document.references])];
}
