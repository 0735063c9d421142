import { ServiceError } from '../../../model/errors.ts';
import type { OutboxRow } from '../../outbox-row.ts';
import type { WebhookNews } from '../ports.ts';
import type { Report } from '../report.ts';
import { writeRow } from './send.ts';
import { type DeliveryContext, openCommand } from './stage.ts';
import { changed } from './steps.ts';

/** Something that kept a report, or word of it, from somebody. */
export interface Problem {
  readonly text: string;
  /** Another attempt would end the same. */
  readonly isFinal: boolean;
}

export interface Told {
  readonly row: OutboxRow;
  readonly problems: readonly Problem[];
}

interface Target {
  /** As the row's `told` names it. */
  readonly name: string;
  readonly tell: () => Promise<void>;
}

/** Posts the verdict to the webhooks and, on a breach where asked, to the topic; to each once, as the row remembers. */
export async function tellOthers(row: OutboxRow, report: Report, context: DeliveryContext): Promise<Told> {
  const problems: Problem[] = [];
  let latest = row;
  for (const { name, tell } of targetsOf(row, report, context)) {
    if (latest.told.includes(name)) continue;
    const problem = await attempt(tell);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    const next = { ...changed(latest, context.now()), told: [...latest.told, name] };
    await writeRow(next, latest.version, context);
    latest = next;
  }
  return { row: latest, problems };
}

function targetsOf(row: OutboxRow, report: Report, { settings, ports }: DeliveryContext): readonly Target[] {
  const { webhooks = [], notifyOn = 'never' } = settings;
  const link = ports.state.link(row.pageKey);
  const targets = webhooks.map(({ kind, urlVariable }) => ({
    name: `webhook#${urlVariable}`,
    tell: () => ports.postWebhook({ kind, variable: urlVariable, ...newsOf(row, report), link }),
  }));
  if (notifyOn !== 'breach' || report.verdict.level !== 'breach') return targets;
  const notice = {
    subject: `Nightshift: limit breached, ${report.title}`,
    text: [report.verdict.text, ...breachLines(report), '', openHint(row, link)].join('\n'),
  };
  return [...targets, { name: 'breach', tell: () => ports.publish(notice) }];
}

function newsOf(row: OutboxRow, report: Report): Pick<WebhookNews, 'title' | 'text' | 'details'> {
  const { title, verdict, window } = report;
  const breaches = breachLines(report);
  return {
    title: `${title}: ${verdict.text}`,
    text: breaches.join('\n'),
    details: {
      job: row.job,
      slot: row.id,
      verdict: verdict.level,
      breaches: breaches.length,
      windowStart: window.start,
      windowEnd: window.end,
      open: openCommand(row),
    },
  };
}

/** One line for each series beyond its limit. */
function breachLines({ series }: Report): readonly string[] {
  return series.flatMap(({ label, words, judgement }) =>
    judgement.kind === 'breach' ? [`${label}: ${words.figure}, ${judgement.text}`] : [],
  );
}

/** How a person reads the report. */
export function openHint(row: OutboxRow, link: string): string {
  return `The report: ${openCommand(row)}\nor, signed in to AWS: ${link}`;
}

async function attempt(tell: () => Promise<void>): Promise<Problem | undefined> {
  try {
    await tell();
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { text: `${error.message} (${error.code})`, isFinal: !isPassing(error) };
  }
}

/** Whether the other side may be well again in a minute. */
function isPassing({ code, status = 0 }: ServiceError): boolean {
  return /^(Timeout|NetworkError)$|Throttl/.test(code) || status === 429 || status >= 500;
}
