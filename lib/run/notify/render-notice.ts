import type { EventDetail } from '../events/run-event.ts';

/** What people are told of an event: one line, and the lines below it. Plain text; whoever sends it escapes for its own medium. */
export interface RenderedNotice {
  readonly title: string;
  readonly text: string;
}

const INCIDENTS: Readonly<Record<string, string>> = {
  'not-started': 'did not start',
  'not-finished': 'did not finish',
  'did-too-little': 'did suspiciously little',
};

/** The one place that words a message about a job. */
export function renderNotice(event: EventDetail): RenderedNotice {
  const lines = [
    event.reason === undefined ? '' : clean(event.reason),
    event.incident?.logLine === undefined ? '' : `Last line of its log: ${clean(event.incident.logLine)}`,
    figuresLine(event),
    event.kind === 'incident-opened' ? `What to do: ${clean(event.incident?.advice ?? '')}` : '',
    event.kind === 'failed' ? `More: nightshift jobs history ${event.job}` : '',
    event.by === undefined ? '' : `By ${clean(event.by)}`,
    `${event.severity}, at ${event.at}`,
  ];
  return { title: titleOf(event), text: lines.filter((line) => line !== '').join('\n') };
}

function titleOf(event: EventDetail): string {
  const { job, slot } = event;
  const of = slot === undefined ? '' : ` (slot ${slot})`;
  const incident = INCIDENTS[event.incident?.kind ?? ''] ?? 'has an incident';
  switch (event.kind) {
    case 'started':
      return `${job} has started${of}`;
    case 'succeeded':
      return `${job} succeeded${of}`;
    case 'nothing-to-do':
      return `${job} had nothing to do${of}`;
    case 'failed':
      return event.willRetry === true ? `${job} failed and tries again${of}` : `${job} failed for good${of}`;
    case 'skipped':
      return `${job} was skipped${of}`;
    case 'incident-opened':
      return `${job} ${incident}${of}`;
    case 'incident-closed':
      return `${job} is over it: ${incident}${of}`;
    case 'paused':
      return `${job} is paused`;
    case 'resumed':
      return `${job} is resumed`;
    default:
      return event.kind satisfies never;
  }
}

function figuresLine({ figures, durationMs }: EventDetail): string {
  const parts = Object.entries(figures ?? {}).map(([name, value]) => `${name} ${value}`);
  if (durationMs !== undefined) parts.push(`${(durationMs / 1000).toFixed(1)} s`);
  return clean(parts.join(', '));
}

/** One line without control characters: what a log or an error says must not be able to look like a line of ours. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim();
}
