/** Named counts of what was done: `objectsCopied`, `bytesCopied`. The unit stands in the name. */
export type Figures = Readonly<Record<string, number>>;

export type OutcomeKind = 'succeeded' | 'nothing-to-do' | 'failed' | 'skipped';

/** How a run ended. `reason` is one line for people, also when nothing was to do. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly reason: string;
  readonly figures: Figures;
  /** With `failed`: the stable error code, such as AWS's `AccessDenied`; with `skipped`: by which rule. */
  readonly code?: string;
  /** With `failed`: what to do about it. */
  readonly advice?: string;
}
