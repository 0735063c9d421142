import type { LogLine } from './port.ts';

/** A log line as the page shows it. */
export interface LogEntry {
  readonly at: Date;
  readonly level: string;
  readonly message: string;
  /** What else the line says, as text; empty where it says nothing else. */
  readonly rest: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Message of the line that a function writes at the end of a run. */
const RUN_ENDED = 'run ended';

/** Fields of our logger that say nothing about the run. */
const NOISE = new Set(['level', 'message', 'timestamp', 'service', 'details']);

/** Reads the lines of a run: structured ones by their fields, others as they stand; metrics in the log are no lines for people. */
export function readLog(lines: readonly LogLine[]): readonly LogEntry[] {
  return lines.flatMap(({ at, text }) => {
    const fields = parseFields(text);
    if (fields === undefined) return [{ at, level: levelOf(text), message: text.trimEnd(), rest: '' }];
    if ('_aws' in fields) return [];
    const rest = Object.entries(fields)
      .filter(([name]) => !NOISE.has(name))
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    const { level = 'INFO' } = fields;
    return [{ at, level: String(level), message: messageOf(fields), rest: rest.join('\n') }];
  });
}

/** What the run did, item by item, as its last line tells it; empty where it tells nothing. */
export function readDetails(lines: readonly LogLine[], slot: string): readonly string[] {
  const ended = lines
    .map(({ text }) => parseFields(text))
    .filter((fields) => fields?.['message'] === RUN_ENDED && fields['slot'] === slot)
    .map((fields) => fields?.['details']);
  // A duplicate of the delivery ends later, and tells of nothing.
  const told = ended.findLast((details) => Array.isArray(details) && details.length > 0);
  return Array.isArray(told) ? told.map(String) : [];
}

/** The line that ends a run says how. */
function messageOf({ message = '', outcome, effect }: Fields): string {
  if (message !== RUN_ENDED || typeof outcome !== 'object' || outcome === null) return String(message);
  const { kind, code, reason }: Fields = { ...outcome };
  const how = effect === 'done' || effect === undefined ? kind : effect;
  return `${RUN_ENDED}: ${how}${code === undefined ? '' : ` (${code})`}: ${reason ?? ''}`;
}

function parseFields(text: string): Fields | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function levelOf(text: string): string {
  return /\bERROR\b|Task timed out/.test(text) ? 'ERROR' : 'INFO';
}
