import { previousFiring } from '../schedule/firings.ts';
import { formatLocal, formatUtc } from '../schedule/instant.ts';
import { openZone, toLocal, toUtcOrAfterGap, type Zone } from '../schedule/zone.ts';
import { holidayOn } from './holidays.ts';
import { dateOf, dayMs, isWithin, startOfDay, weekdayOf, wholeDay } from './intervals.ts';
import type { Decision, Desired, Rule } from './off-hours.ts';
import type { Holiday, OffHoursPlan, Switch } from './plan.ts';

interface Verdict {
  readonly desired: Desired;
  readonly rule: Rule;
  readonly reason: string;
}

interface Moment {
  readonly utcMs: number;
  readonly zone: Zone;
  readonly localDayMs: number;
}

/**
 * What a resource under a plan should be at an instant, and by which rule: an override before a maintenance window before
 * a holiday before the week. A holiday is a local day from midnight to midnight.
 */
export function decide(plan: OffHoursPlan, at: Date): Decision {
  const zone = openZone(plan.timezone);
  const utcMs = at.getTime();
  const moment = { utcMs, zone, localDayMs: startOfDay(toLocal(zone, utcMs)) };
  const verdict =
    byOverride(plan, moment) ??
    byMaintenance(plan, moment) ??
    byHoliday(plan, moment) ??
    byWeek(plan, moment);
  return limit(plan, verdict);
}

/** Of two overrides the later in the list counts. */
function byOverride(plan: OffHoursPlan, { utcMs }: Moment): Verdict | undefined {
  const found = plan.overrides.findLast(
    ({ fromMs, untilMs }) => (fromMs === undefined || fromMs <= utcMs) && utcMs < untilMs,
  );
  if (found === undefined) return undefined;
  const until = formatUtc(new Date(found.untilMs));
  const { desired, reason } = found;
  const because = reason === undefined ? '' : ` (${reason})`;
  return {
    desired,
    rule: { kind: 'override', until, ...(reason === undefined ? {} : { reason }) },
    reason: `an override${because} holds until ${until}`,
  };
}

function byMaintenance(plan: OffHoursPlan, moment: Moment): Verdict | undefined {
  const found = plan.maintenance.find((window) => {
    if (window.kind === 'weekly') return isWithin(window.period, moment.zone, moment);
    const opened = previousFiring({
      schedule: window.cron,
      timezone: plan.timezone,
      at: new Date(moment.utcMs),
    });
    return opened.kind === 'firing' && moment.utcMs < opened.time.getTime() + window.durationMinutes * 60_000;
  });
  if (found === undefined) return undefined;
  const { name } = found;
  return {
    desired: 'running',
    rule: { kind: 'maintenance', name },
    reason: `the maintenance window "${name}" is open`,
  };
}

function byHoliday(plan: OffHoursPlan, moment: Moment): Verdict | undefined {
  const found = holidayAt(plan, moment);
  if (found === undefined) return undefined;
  const { date, holiday } = found;
  const { name } = holiday;
  return {
    desired: plan.onHolidays,
    rule: { kind: 'holiday', date, ...(name === undefined ? {} : { name }) },
    reason: `${date} is a holiday${name === undefined ? '' : ` (${name})`}`,
  };
}

function holidayAt(plan: OffHoursPlan, moment: Moment): { date: string; holiday: Holiday } | undefined {
  if (plan.holidays.length === 0) return undefined;
  for (const day of [0, 1, -1]) {
    const localDayMs = moment.localDayMs + day * dayMs;
    const date = dateOf(localDayMs);
    const holiday = holidayOn(plan.holidays, date);
    if (holiday === undefined) continue;
    const { startMs, endMs } = wholeDay(moment.zone, localDayMs);
    if (startMs <= moment.utcMs && moment.utcMs < endMs) return { date, holiday };
  }
  return undefined;
}

function byWeek(plan: OffHoursPlan, moment: Moment): Verdict {
  const { weekly } = plan;
  if (weekly.kind === 'switches') return byLastSwitch(plan, weekly.switches, moment);
  const found = weekly.periods.find((period) => isWithin(period, moment.zone, moment));
  if (found === undefined) {
    const periods = weekly.periods.map(({ text }) => text).join(', ');
    const reason =
      periods === '' ? 'it has no period to run in' : `it is outside ${periods} (${plan.timezone})`;
    return { desired: 'stopped', rule: { kind: 'outside-periods' }, reason };
  }
  const { text } = found;
  return {
    desired: 'running',
    rule: { kind: 'period', period: text },
    reason: `the period ${text} (${plan.timezone}) is on`,
  };
}

/** Looks back until a switch is found; holidays have none. At one minute, off goes before on. */
function byLastSwitch(plan: OffHoursPlan, switches: readonly Switch[], moment: Moment): Verdict {
  const daysToLookBack = switches.length === 0 ? -1 : 370;
  for (let day = 1; day >= -daysToLookBack; day -= 1) {
    const localDayMs = moment.localDayMs + day * dayMs;
    if (holidayOn(plan.holidays, dateOf(localDayMs)) !== undefined) continue;
    const last = lastOfDay(switches, localDayMs, moment);
    if (last === undefined) continue;
    const since = formatUtc(new Date(last.atMs));
    const { text, desired } = last.change;
    const when = formatLocal(new Date(last.atMs), plan.timezone);
    return {
      desired,
      rule: { kind: 'switch', event: text, since },
      reason: `its last switch was ${text} at ${when}`,
    };
  }
  return { desired: 'left-alone', rule: { kind: 'no-switch' }, reason: 'nothing ever switches it on or off' };
}

function lastOfDay(switches: readonly Switch[], localDayMs: number, moment: Moment) {
  const weekday = weekdayOf(localDayMs);
  return switches
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map((change) => ({ change, atMs: toUtcOrAfterGap(moment.zone, localDayMs + change.minute * 60_000) }))
    .filter(({ atMs }) => atMs <= moment.utcMs)
    .sort((a, b) => b.atMs - a.atMs || (a.change.desired === 'stopped' ? -1 : 1))[0];
}

/** `only: stop` never starts, `only: start` never stops. */
function limit(plan: OffHoursPlan, verdict: Verdict): Decision {
  const refused = plan.only === 'stop' ? 'running' : plan.only === 'start' ? 'stopped' : undefined;
  if (verdict.desired !== refused) return verdict;
  const other = plan.only === 'stop' ? 'starts' : 'stops';
  return {
    ...verdict,
    desired: 'left-alone',
    reason: `${verdict.reason}, but the schedule never ${other} anything`,
  };
}
