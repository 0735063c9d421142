import { checkTimezone } from '../schedule/timezone.ts';
import { parsePeriod } from './period.ts';
import type { OffHoursPlan, Period } from './plan.ts';

export type InlinePlan =
  | { readonly kind: 'plan'; readonly plan: OffHoursPlan }
  | { readonly kind: 'error'; readonly offset: number; readonly message: string };

/**
 * Reads a whole schedule written in a tag: periods with `+` between them, then `@` and the time zone (default UTC), as in
 * `Mon-Fri 07:00-19:00 + Sat 10:00-14:00 @ Europe/Berlin`. Every service's tags may hold these characters.
 */
export function parseInline(text: string): InlinePlan {
  const [periodsText = '', zoneText, ...more] = text.split('@');
  const zoneOffset = periodsText.length + 1;
  if (more.length > 0) return failed(zoneOffset, `"${text}" has two time zones: write one after the @`);
  const zone = checkTimezone(zoneText?.trim() ?? 'UTC');
  if (zone.kind === 'error') return failed(zoneOffset, zone.message);
  const periods: Period[] = [];
  let offset = 0;
  for (const part of periodsText.split('+')) {
    const parsed = parsePeriod(part.trim());
    if (parsed.kind === 'error') return failed(offset, parsed.message);
    periods.push(parsed.period);
    offset += part.length + 1;
  }
  return { kind: 'plan', plan: planOf(text, zone.name, periods) };
}

function planOf(text: string, timezone: string, periods: readonly Period[]): OffHoursPlan {
  return {
    name: text.trim(),
    timezone,
    weekly: { kind: 'periods', periods },
    holidays: [],
    onHolidays: 'stopped',
    maintenance: [],
    overrides: [],
  };
}

function failed(offset: number, message: string): InlinePlan {
  return { kind: 'error', offset, message };
}
