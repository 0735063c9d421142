import { renderHtml } from './mail-html.ts';
import { renderText } from './mail-text.ts';
import type { ReportView } from './report-view.ts';

const MAX_SUBJECT = 150;

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The whole MIME message, where there are pictures. */
  readonly mime?: Uint8Array;
}

/** The mail of a report: subject with the verdict, HTML and text. */
export async function renderReport(report: ReportView): Promise<RenderedMail> {
  return {
    subject: renderSubject(report),
    html: renderHtml(report, () => undefined),
    text: renderText(report),
  };
}

/** One line of at most 150 characters: `morning-error-report: ErrorRate 0.45 = 9/20`. */
export function renderSubject({ title, verdict }: ReportView): string {
  const line = `${title}: ${verdict.text}`.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SUBJECT ? `${line.slice(0, MAX_SUBJECT - 1)}…` : line;
}
