import type { EnvironmentDocument } from '../ast/document.ts';
import type { EnvironmentDiagnostic } from '../diagnostic.ts';
import type { Value } from '../values/value.ts';
import type { PlainValue, Provider, Rotator } from './provider.ts';

/** One pass of evaluating an environment and everything it imports. */
export interface Session<Cell> {
  readonly mode: 'open' | 'check';
  readonly options: EvaluationOptions;
  readonly providers: Readonly<Record<string, Provider>>;
  readonly rotators: Readonly<Record<string, Rotator>>;
  readonly documents: ReadonlyMap<string, LoadedEnvironment>;
  readonly answers: Answers;
  readonly diagnostics: EnvironmentDiagnostic[];
  /** By declared name: every environment is evaluated once. */
  readonly environments: Map<string, { value: Value | undefined }>;
  readonly context: PlainValue;
  readonly decrypt: ((ciphertext: Uint8Array, environment: string) => Promise<string>) | undefined;
  readonly signal: AbortSignal | undefined;
  /** How many evaluations lie on the stack. */
  depth: number;
  /** Names that may still be compared to find one that was mistyped: with thousands of mistakes hints end. */
  hintBudget: number;
  readonly evaluate: (cell: Cell) => Value;
  readonly importEnvironment: (request: ImportRequest) => Value | undefined;
}

export interface EvaluationOptions {
  /** Elements of a split secret stay secret, also when they are read one by one. Default true. */
  readonly splitKeepsSecret?: boolean;
}

/** An environment to import, asked for by a place in another one. */
export interface ImportRequest {
  readonly name: string;
  readonly by: { readonly rootEnvironment: string };
  readonly report: (summary: string) => void;
}

export type LoadedEnvironment =
  | {
      readonly kind: 'loaded';
      readonly name: string;
      readonly document: EnvironmentDocument | undefined;
      readonly diagnostics: readonly EnvironmentDiagnostic[];
    }
  | { readonly kind: 'failed'; readonly summary: string };

/** What asynchronous work came to. */
export type Answer =
  | { readonly kind: 'output'; readonly output: PlainValue }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly summary: string };

/**
 * Asynchronous work by key. A pass takes the answers that are there; what is not there yet is noted and counts as
 * unknown, and all that was noted is done side by side before the next pass.
 */
export interface Answers {
  readonly known: ReadonlyMap<string, Answer>;
  readonly wanted: Map<string, () => Promise<Answer>>;
}

/** The answer, if it is known; else it will be there in the next pass. */
export function ask(answers: Answers, key: string, work: () => Promise<Answer>): Answer | undefined {
  const answer = answers.known.get(key);
  if (answer === undefined && !answers.wanted.has(key)) answers.wanted.set(key, work);
  return answer;
}
