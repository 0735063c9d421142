import type { AppPorts } from '../app-ports.ts';
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
  /** The mail without pictures; it is what is sent where there is no MIME message or where that is too large. */
  readonly html: string;
  readonly text: string;
  /** The whole MIME message in ASCII, where the mail carries pictures. */
  readonly mime?: string;
}

export interface OutgoingMail extends RenderedReport {
  readonly from: string;
  readonly to: readonly string[];
  /** What SES's events about this mail say of it. */
  readonly tags: { readonly job: string; readonly slot: string };
  readonly configurationSet?: string;
}

/** What came of handing a mail over. `text` is one line that names no secret. */
export type MailAnswer =
  | { readonly kind: 'accepted'; readonly messageId: string }
  /** Not taken now: throttled, over a quota, or not reached at all. */
  | { readonly kind: 'busy'; readonly code: string; readonly text: string }
  /** No answer, or one that leaves open whether it was taken. */
  | { readonly kind: 'unconfirmed'; readonly code: string; readonly text: string }
  | { readonly kind: 'too-large'; readonly code: string; readonly text: string }
  | {
      readonly kind: 'recipients-refused';
      readonly recipients: readonly string[];
      readonly code: string;
      readonly text: string;
    }
  /** Never taken as it is. */
  | { readonly kind: 'refused'; readonly code: string; readonly text: string };

export interface MailPorts {
  /** Hands the mail over once, without trying again by itself; never throws. */
  readonly sendMail: (mail: OutgoingMail) => Promise<MailAnswer>;
}

/** Where the archived report is found: a link that asks for a sign-in, and the command that opens it. */
export interface ReportPage {
  readonly link: string;
  readonly command: string;
}

/** A file of the archived report: `report.html`, `report.json`, `report.csv`. */
export interface ArchiveFile {
  readonly name: string;
  readonly body: string;
}

export interface WebhookNews {
  readonly kind: 'slack' | 'generic';
  /** The environment's variable that holds the address. */
  readonly variable: string;
  readonly title: string;
  readonly text: string;
  readonly link: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface DeliveryPorts
  extends MailPorts,
    Pick<AppPorts, 'state' | 'outbox' | 'publish' | 'jobsOfTask' | 'configurationSet'> {
  readonly renderReport: (report: Report, options: { readonly page: ReportPage }) => Promise<RenderedReport>;
  readonly renderArchive: (report: Report) => Promise<readonly ArchiveFile[]>;
  /** Throws ServiceError; the address is in no error. */
  readonly postWebhook: (news: WebhookNews) => Promise<void>;
}

export interface ErrorReportPorts extends MetricDataPorts, DeliveryPorts {}
