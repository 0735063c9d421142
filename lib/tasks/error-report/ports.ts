import type { MetricQuery } from './query-schema.ts';
import type { Report } from './report.ts';

export interface MetricPoint {
  /** ISO, UTC: the start of the period. */
  readonly at: string;
  readonly value: number;
}

export interface MetricResult {
  readonly id: string;
  readonly label: string;
  readonly status: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden';
  readonly points: readonly MetricPoint[];
  readonly messages: readonly string[];
}

export interface MetricAnswer {
  /** More than one per id where an expression gives an array. */
  readonly results: readonly MetricResult[];
  readonly messages: readonly string[];
}

export interface MetricDataPorts {
  /** GetMetricData for at most 500 queries, all pages followed and joined. Throws ServiceError. */
  readonly getMetricData: (request: {
    readonly queries: readonly MetricQuery[];
    readonly start: Date;
    readonly end: Date;
  }) => Promise<MetricAnswer>;
  /** Dimensions of every metric of this name that had data in the last two weeks. Throws ServiceError. */
  readonly listDimensions: (metric: {
    readonly namespace: string;
    readonly metricName: string;
  }) => AsyncIterable<Readonly<Record<string, string>>>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface RenderedReport {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The whole MIME message, where the mail carries pictures. */
  readonly mime?: Uint8Array;
}

export interface OutgoingMail extends RenderedReport {
  readonly from: string;
  readonly to: readonly string[];
  readonly configurationSet?: string;
}

export interface MailPorts {
  /** Hands the mail over; the id is the receipt. Throws ServiceError. */
  readonly sendMail: (mail: OutgoingMail) => Promise<{ readonly messageId: string }>;
}

export interface ErrorReportPorts extends MetricDataPorts, MailPorts {
  readonly renderReport: (report: Report) => Promise<RenderedReport>;
}
