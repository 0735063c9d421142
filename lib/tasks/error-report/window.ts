import { daysSinceMonday, localDate, startOfDay } from './zone.ts';

/** The time that a report covers, as the settings say it. */
export type WindowSpec =
  | { readonly kind: 'rolling'; readonly milliseconds: number }
  | { readonly kind: 'days'; readonly back: number; readonly days: number }
  | { readonly kind: 'week'; readonly back: number }
  | { readonly kind: 'month'; readonly back: number }
  | { readonly kind: 'fixed'; readonly start: Date; readonly end: Date };

export interface ReportWindow {
  readonly start: Date;
  readonly end: Date;
}

export interface WindowPlace {
  readonly slot: Date;
  readonly timezone: string;
  /** Rolling windows end with the last whole period before the slot. */
  readonly periodSeconds: number;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const UNITS: Readonly<Record<string, number>> = {
  ...{ m: UNIT_MS.minute, min: UNIT_MS.minute, minute: UNIT_MS.minute, minutes: UNIT_MS.minute },
  ...{ h: UNIT_MS.hour, hour: UNIT_MS.hour, hours: UNIT_MS.hour },
  ...{ d: UNIT_MS.day, day: UNIT_MS.day, days: UNIT_MS.day },
  ...{ w: UNIT_MS.week, week: UNIT_MS.week, weeks: UNIT_MS.week },
};
const NAMED: Readonly<Record<string, WindowSpec>> = {
  today: { kind: 'days', back: 0, days: 1 },
  yesterday: { kind: 'days', back: 1, days: 1 },
  'previous day': { kind: 'days', back: 1, days: 1 },
  'previous week': { kind: 'week', back: 1 },
  'previous month': { kind: 'month', back: 1 },
};

/** `last 24h`, `last 7 days`, `today`, `yesterday`, `previous week|month`; undefined for anything else. */
export function parseWindow(text: string): WindowSpec | undefined {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (Object.hasOwn(NAMED, words)) return NAMED[words];
  const [, amount, unit = ''] = /^last (\d{1,5}) ?([a-z]+)$/.exec(words) ?? [];
  const unitMs = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  const milliseconds = Number(amount) * (unitMs ?? 0);
  return milliseconds > 0 ? { kind: 'rolling', milliseconds } : undefined;
}

/** The window that ends at, or lies before, the slot. Days, weeks (from Monday) and months are those of the zone. */
export function resolveWindow(spec: WindowSpec, place: WindowPlace): ReportWindow {
  return shiftedWindow(spec, place, 0);
}

/** The window of the same kind just before: the day before yesterday, the 24 hours before these. */
export function previousWindow(spec: WindowSpec, place: WindowPlace): ReportWindow {
  return shiftedWindow(spec, place, 1);
}

/** The same window one week earlier. */
export function weekBefore({ start, end }: ReportWindow): ReportWindow {
  return { start: new Date(start.getTime() - UNIT_MS.week), end: new Date(end.getTime() - UNIT_MS.week) };
}

function shiftedWindow(spec: WindowSpec, place: WindowPlace, steps: number): ReportWindow {
  const today = localDate(place.slot, place.timezone);
  const dayStart = (offset: number) => startOfDay({ ...today, day: today.day + offset }, place.timezone);
  const monthStart = (offset: number) =>
    startOfDay({ ...today, month: today.month + offset, day: 1 }, place.timezone);
  switch (spec.kind) {
    case 'rolling': {
      const periodMs = place.periodSeconds * 1_000;
      const end = Math.floor(place.slot.getTime() / periodMs) * periodMs - steps * spec.milliseconds;
      return { start: new Date(end - spec.milliseconds), end: new Date(end) };
    }
    case 'days': {
      const first = -spec.back - steps * spec.days;
      return { start: dayStart(first), end: dayStart(first + spec.days) };
    }
    case 'week': {
      const monday = -daysSinceMonday(today) - 7 * (spec.back + steps);
      return { start: dayStart(monday), end: dayStart(monday + 7) };
    }
    case 'month':
      return { start: monthStart(-spec.back - steps), end: monthStart(1 - spec.back - steps) };
    case 'fixed': {
      const shiftMs = steps * (spec.end.getTime() - spec.start.getTime());
      return { start: new Date(spec.start.getTime() - shiftMs), end: new Date(spec.end.getTime() - shiftMs) };
    }
  }
}
