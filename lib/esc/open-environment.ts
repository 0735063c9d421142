import type { EnvironmentDocument } from './ast/document.ts';
import { type EnvironmentDiagnostic, sortDiagnostics } from './diagnostic.ts';
import type { Cell } from './evaluation/cell.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { evaluateEnvironment, importEnvironment } from './evaluation/evaluate-environment.ts';
import { type LoadEnvironment, loadClosure } from './evaluation/load-closure.ts';
import type { PlainValue, Provider, Rotator } from './evaluation/provider.ts';
import type { Answer, EvaluationOptions, LoadedEnvironment, Session } from './evaluation/session.ts';
import type { Value } from './values/value.ts';

export interface OpenRequest {
  /** The environment's name in diagnostics and in `context`; `<yaml>` for an anonymous one. */
  readonly name: string;
  /** Undefined, as parsing leaves it, evaluates to nothing. */
  readonly document: EnvironmentDocument | undefined;
  /** What parsing reported; it is listed with what evaluation reports. */
  readonly diagnostics?: readonly EnvironmentDiagnostic[];
  /** Gives an imported environment, parsed; undefined where there is none. Called once for each name. */
  readonly load: LoadEnvironment;
  readonly providers: Readonly<Record<string, Provider>>;
  readonly rotators?: Readonly<Record<string, Rotator>>;
  readonly decrypt?: (ciphertext: Uint8Array, environment: string) => Promise<string>;
  /** What `${context…}` reaches, apart from the environments' names. */
  readonly context?: PlainValue;
  /** `check` calls no provider and decrypts nothing; what they would give is unknown. */
  readonly mode: 'open' | 'check';
  readonly options?: EvaluationOptions;
  readonly signal?: AbortSignal;
}

export interface OpenedEnvironment {
  /** Undefined for a document without imports and values. */
  readonly value: Value | undefined;
  /** By environment, line and column. With an error among them the value is not to be used. */
  readonly diagnostics: readonly EnvironmentDiagnostic[];
}

/** Evaluates an environment and what it imports; mistakes are diagnostics, only an abort throws. */
export async function openEnvironment(request: OpenRequest): Promise<OpenedEnvironment> {
  const { document, diagnostics = [], signal } = request;
  if (document === undefined || (document.values.length === 0 && document.imports.length === 0)) {
    return { value: undefined, diagnostics: sortDiagnostics(diagnostics) };
  }
  const documents = await loadClosure({ name: request.name, document }, request.load);
  const known = new Map<string, Answer>();
  for (;;) {
    signal?.throwIfAborted();
    const wanted = new Map<string, () => Promise<Answer>>();
    const pass = evaluatePass(request, document, { documents, known, wanted });
    if (wanted.size === 0) {
      return { value: pass.value, diagnostics: sortDiagnostics([...diagnostics, ...pass.diagnostics]) };
    }
    await Promise.all([...wanted].map(async ([key, work]) => known.set(key, await work())));
  }
}

const HINT_BUDGET = 200_000;

interface PassInput {
  readonly documents: ReadonlyMap<string, LoadedEnvironment>;
  readonly known: ReadonlyMap<string, Answer>;
  readonly wanted: Map<string, () => Promise<Answer>>;
}

function evaluatePass(
  request: OpenRequest,
  document: EnvironmentDocument,
  { documents, known, wanted }: PassInput,
): { value: Value | undefined; diagnostics: readonly EnvironmentDiagnostic[] } {
  const { name, mode, providers, rotators = {}, context = {}, options = {}, decrypt, signal } = request;
  const session: Session<Cell> = {
    mode,
    options,
    providers,
    rotators,
    documents,
    answers: { known, wanted },
    diagnostics: [],
    environments: new Map(),
    context,
    decrypt,
    signal,
    depth: 0,
    hintBudget: HINT_BUDGET,
    evaluate,
    importEnvironment: (asked) => importEnvironment(session, asked),
  };
  const root = { declaredName: name, name, document, rootEnvironment: undefined };
  const { diagnostics } = session;
  try {
    return { value: evaluateEnvironment(session, root), diagnostics };
  } catch (error) {
    // The guards of depth assume most of the stack to be free; a caller may have used it up.
    if (!(error instanceof RangeError)) throw error;
    const summary = 'references are nested too deeply';
    diagnostics.push({ severity: 'error', environment: name, line: 1, column: 1, summary });
    return { value: undefined, diagnostics };
  }
}
