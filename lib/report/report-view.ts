/**
 * What a report must hold to be rendered. The task's `Report` has all of it and more: it is given as it is, and the
 * wiring checks that it fits.
 */
export interface ReportView {
  readonly jobName: string;
  readonly title: string;
  readonly from: string;
  readonly to: readonly string[];
  /** IANA name; times are shown in it. */
  readonly timezone: string;
  readonly window: SpanView;
  readonly previousWindow?: SpanView;
  readonly verdict: { readonly level: VerdictLevel; readonly text: string };
  readonly series: readonly SeriesView[];
  readonly notes: readonly string[];
  readonly withCharts: boolean;
}

/** Where the archived report is found. */
export interface PageView {
  /** Asks for a sign-in, so it may stand in a mail. */
  readonly link: string;
  /** What an operator types instead. */
  readonly command: string;
}

export type VerdictLevel = 'good' | 'breach' | 'unsure' | 'no-data' | 'unjudged';

export interface SpanView {
  readonly label: string;
  /** ISO, UTC. */
  readonly start: string;
  readonly end: string;
}

export interface SeriesView {
  readonly id: string;
  readonly label: string;
  readonly periodSeconds: number;
  readonly origin: 'cloudwatch' | 'computed';
  readonly words: {
    readonly figure: string;
    readonly certainty: string;
    readonly previous: string;
    readonly change: string;
  };
  readonly points: readonly PointView[];
  readonly previousPoints: readonly PointView[];
  readonly limit?: { readonly value: number; readonly side: 'above' | 'below' };
  readonly judgement: JudgementView;
}

export type JudgementView =
  | { readonly kind: 'none' }
  | { readonly kind: 'within' | 'breach' | 'unsure'; readonly text: string };

export interface PointView {
  /** ISO, UTC. */
  readonly at: string;
  readonly value: number;
  readonly counts?: { readonly errors: number; readonly total: number };
}
