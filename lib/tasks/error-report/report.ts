/** A report as data: plain JSON, so that it can be stored, archived and rendered anywhere. */
export interface Report {
  readonly jobName: string;
  readonly title: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly timezone: string;
  readonly window: ReportSpan;
  /** The window that it is compared with. */
  readonly previousWindow?: ReportSpan;
  readonly verdict: Verdict;
  readonly series: readonly ReportSeries[];
  /** What a reader should know: data outside the rate, figures computed here, messages of CloudWatch. */
  readonly notes: readonly string[];
  readonly withCharts: boolean;
}

export interface ReportSpan {
  /** `yesterday`, `last 24h`. */
  readonly label: string;
  /** ISO, UTC; the end is not included. */
  readonly start: string;
  readonly end: string;
}

export interface Verdict {
  /** `unjudged`: the settings name no threshold. `unsure`: too few samples to say. */
  readonly level: 'good' | 'breach' | 'unsure' | 'no-data' | 'unjudged';
  /** One sentence. */
  readonly text: string;
}

export interface ReportSeries {
  readonly id: string;
  readonly label: string;
  readonly periodSeconds: number;
  /** `computed`: by Nightshift from the raw series, since the server has no metric math. */
  readonly origin: 'cloudwatch' | 'computed';
  readonly figure: SeriesFigure;
  readonly previousFigure?: SeriesFigure;
  readonly words: SeriesWords;
  readonly points: readonly ReportPoint[];
  /** At their own times; the chart lays them under the points of this window. */
  readonly previousPoints: readonly ReportPoint[];
  /** The threshold line of the chart. */
  readonly limit?: { readonly value: number; readonly side: 'above' | 'below' };
  readonly judgement: Judgement;
}

/** The figures as people read them. */
export interface SeriesWords {
  /** `0.45 = 9/20`. */
  readonly figure: string;
  /** How sure it is: `95 % sure: 0.26 to 0.66`. */
  readonly certainty: string;
  /** `0.1 = 2/20`, of the window before. */
  readonly previous: string;
  /** `twice`, `as before`. */
  readonly change: string;
}

export interface ReportPoint {
  readonly at: string;
  readonly value: number;
  /** Of a rate: what was divided by what. */
  readonly counts?: { readonly errors: number; readonly total: number };
}

/** No data, no traffic and no errors are three results; a rate says how many samples it rests on. */
export type SeriesFigure =
  | { readonly kind: 'no-data'; readonly missing: readonly string[] }
  | { readonly kind: 'no-traffic' }
  | { readonly kind: 'no-errors'; readonly total: number; readonly high: number; readonly scale: 1 | 100 }
  | {
      readonly kind: 'rate';
      readonly errors: number;
      readonly total: number;
      /** errors / total times `scale`; `low` and `high` bound it with 95 % confidence (Wilson). */
      readonly rate: number;
      readonly low: number;
      readonly high: number;
      readonly scale: 1 | 100;
    }
  | {
      readonly kind: 'values';
      readonly statistic: 'sum' | 'average' | 'maximum' | 'minimum';
      readonly value: number;
      readonly points: number;
    };

export type Judgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'within'; readonly text: string }
  | { readonly kind: 'breach'; readonly text: string }
  /** Above its limit, but on too few samples to be sure; or there is nothing to judge. */
  | { readonly kind: 'unsure'; readonly text: string };
