/**
 * The slow and plain truth: walks UTC minute by minute, reads each minute's wall clock from Intl, and asks the fields.
 * Shares no code with the product.
 */
export interface WalkerCron {
  readonly text: string;
  readonly minute: (value: number) => boolean;
  readonly hour: (value: number) => boolean;
  /** A local day as `Date` in UTC, at midnight. */
  readonly day: (date: Date) => boolean;
}

const minuteMs = 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Firings in [from, to), in milliseconds. Walks a day ahead of `from`, so that repeated wall-clock times are known. */
export function walk(cron: WalkerCron, span: { timezone: string; fromMs: number; toMs: number }): number[] {
  const seen = new Set<number>();
  const firings: number[] = [];
  const start = Math.ceil(span.fromMs / minuteMs) * minuteMs;
  for (let utc = start - 1500 * minuteMs; utc < span.toMs; utc += minuteMs) {
    const local = wallClock(utc, span.timezone);
    const isRepeated = seen.has(local);
    seen.add(local);
    if (utc < start || isRepeated) continue;
    const date = new Date(local);
    if (!cron.minute(date.getUTCMinutes()) || !cron.hour(date.getUTCHours())) continue;
    if (cron.day(new Date(local - (local % 86_400_000)))) firings.push(utc);
  }
  return firings;
}

/** The wall clock of a zone as milliseconds, read as if it were UTC. */
export function wallClock(utcMs: number, timezone: string): number {
  const parts = formatter(timezone).formatToParts(utcMs);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

function formatter(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(timezone, made);
  return made;
}
