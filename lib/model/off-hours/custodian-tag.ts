import { openZone, toLocal } from '../schedule/zone.ts';
import { type HourRule, parseHours } from './custodian-hours.ts';
import { splitTag, type TagPiece } from './custodian-text.ts';
import { custodianZone } from './custodian-zone.ts';

/** The settings of a Cloud Custodian off-hours policy that bear on tags, with Cloud Custodian's defaults. */
export interface CustodianPolicy {
  /** Default `et`, New York. */
  readonly defaultTimezone?: string;
  /** Default 19. */
  readonly offHour?: number;
  /** Default 7. */
  readonly onHour?: number;
  /** Whether weekends are off: the default hours hold Monday to Friday. Default true. */
  readonly weekends?: boolean;
  /** Off on Friday evening, on on Monday morning. */
  readonly weekendsOnly?: boolean;
  /** Dates, `yyyy-mm-dd`, on which nothing is done. */
  readonly skipDays?: readonly string[];
}

/** A mistake in a tag: which tag, where in its value (characters from 0), and what to write instead. */
export interface TagProblem {
  readonly tag: string;
  readonly offset: number;
  readonly message: string;
}

/** One side of a tag. `unreadable`: Cloud Custodian does nothing on this side, and a problem says why. */
export type CustodianSide =
  | {
      readonly kind: 'hours';
      readonly timezone: string;
      readonly rules: readonly HourRule[];
      readonly isDefault: boolean;
    }
  | { readonly kind: 'unreadable' };

export type CustodianTag =
  | { readonly kind: 'opted-out' }
  | {
      readonly kind: 'hours';
      readonly off: CustodianSide;
      readonly on: CustodianSide;
      readonly problems: readonly TagProblem[];
    };

interface Reading {
  readonly pieces: readonly TagPiece[];
  /** What stands before and after each single `=`; a later one wins. */
  readonly data: ReadonlyMap<string, string>;
  readonly policy: CustodianPolicy;
  readonly report: (offset: number, message: string) => void;
}

type SideName = 'off' | 'on';

/**
 * Reads a tag of Cloud Custodian's off-hours grammar just as `c7n.filters.offhours` does, `off` and `on` apart: a side
 * without hours of its own takes the policy's default hours, and what Cloud Custodian skips in silence becomes a problem.
 */
export function readCustodianTag(
  tag: { key: string; value: string },
  policy: CustodianPolicy = {},
): CustodianTag {
  const split = splitTag(tag.value);
  if (split.text === 'off') return { kind: 'opted-out' };
  const problems = new Map<string, TagProblem>();
  const reading: Reading = {
    ...split,
    policy,
    report: (offset, message) => {
      problems.set(`${offset} ${message}`, { tag: tag.key, offset, message });
    },
  };
  if (split.data.size === 0 && !['', 'on'].includes(split.text)) {
    reading.report(
      0,
      `"${split.text}" is no schedule, so the default hours hold: write on, off or off=(M-F,19);on=(M-F,7)`,
    );
  }
  const off = readSide('off', reading);
  const on = readSide('on', reading);
  return { kind: 'hours', off, on, problems: [...problems.values()] };
}

/** Whether Cloud Custodian's `offhour` or `onhour` filter matches within the hour of an instant. */
export function custodianMatches(side: CustodianSide, at: Date, policy: CustodianPolicy = {}): boolean {
  if (side.kind === 'unreadable') return false;
  const local = new Date(toLocal(openZone(side.timezone), at.getTime()));
  if (policy.skipDays?.includes(local.toISOString().slice(0, 10))) return false;
  const weekday = (local.getUTCDay() + 6) % 7;
  return side.rules.some(({ weekdays, hour }) => weekdays.includes(weekday) && hour === local.getUTCHours());
}

function readSide(name: SideName, reading: Reading): CustodianSide {
  const unknown = reading.pieces.find(({ words }) =>
    words.some(({ key }) => !['on', 'off', 'tz'].includes(key)),
  );
  if (unknown !== undefined) {
    const key = unknown.words.find((word) => !['on', 'off', 'tz'].includes(word.key))?.key ?? '';
    reading.report(unknown.offset, `unknown part "${key}": write off=, on= or tz=`);
    return { kind: 'unreadable' };
  }
  return reading.data.has(name) ? ownHours(name, reading) : defaultHours(name, reading);
}

function ownHours(name: SideName, reading: Reading): CustodianSide {
  const values = new Map<string, readonly HourRule[]>();
  let timezone: { text: string; offset: number } | undefined;
  for (const { text, offset } of reading.pieces) {
    const [key = '', value = '', ...more] = text.split('=');
    if (!text.includes('=') || more.length > 0)
      return unreadable(reading, offset, `"${text}" is not one key=value: remove it`);
    if (key === 'tz') {
      timezone = { text: value, offset };
      continue;
    }
    const parsed = parseHours(value);
    if (parsed.kind === 'error') return unreadable(reading, offset, parsed.message);
    values.set(key, parsed.rules);
    if (key !== key.trim())
      reading.report(offset, `the blank in "${key}=" hides it from Cloud Custodian: remove the blank`);
  }
  const zone = timezone?.text ? timezone : undefined;
  return sideOf({ rules: values.get(name) ?? [], isDefault: false, zone, reading });
}

function defaultHours(name: SideName, reading: Reading): CustodianSide {
  const { weekends = true, weekendsOnly = false, offHour = 19, onHour = 7 } = reading.policy;
  const usual = weekends ? [0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5, 6];
  const weekdays = weekendsOnly ? [name === 'off' ? 4 : 0] : usual;
  const rules = [{ weekdays, hour: name === 'off' ? offHour : onHour }];
  const text = reading.data.get('tz');
  const offset = reading.pieces.find(({ words }) => words.some(({ key }) => key === 'tz'))?.offset ?? 0;
  if (text === '') reading.report(offset, 'tz is empty, which is UTC: name a time zone');
  const zone = text === undefined ? undefined : { text: text === '' ? 'utc' : text, offset };
  return sideOf({ rules, isDefault: true, zone, reading });
}

function sideOf(side: {
  rules: readonly HourRule[];
  isDefault: boolean;
  zone: { text: string; offset: number } | undefined;
  reading: Reading;
}): CustodianSide {
  const { rules, isDefault, zone, reading } = side;
  const found = custodianZone(zone?.text ?? reading.policy.defaultTimezone ?? 'et');
  if (found.kind === 'error') return unreadable(reading, zone?.offset ?? 0, found.message);
  return { kind: 'hours', timezone: found.name, rules, isDefault };
}

function unreadable({ report }: Reading, offset: number, message: string): CustodianSide {
  report(offset, message);
  return { kind: 'unreadable' };
}
