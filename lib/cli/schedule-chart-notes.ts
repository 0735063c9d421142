import type { Rule } from '../model/off-hours/off-hours.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import type { ChartDay } from './schedule-chart-days.ts';

/** What is out of the ordinary week on a day, short enough to stand under its bar. */
export function noteOf({ bars }: ChartDay): string {
  const notes = bars.map(({ decision }) => ruleNote(decision.rule)).filter((note) => note !== undefined);
  return [...new Set(notes)].join('; ');
}

function ruleNote(rule: Rule): string | undefined {
  switch (rule.kind) {
    case 'holiday':
      return rule.name === undefined ? 'holiday' : `holiday: ${rule.name}`;
    case 'maintenance':
      return `maintenance: ${rule.name}`;
    case 'override':
      return `${rule.reason ?? 'override'}, until ${rule.until.replace(':00Z', 'Z')}`;
    case 'period':
    case 'outside-periods':
    case 'switch':
    case 'no-switch':
      return undefined;
    default:
      return rule satisfies never;
  }
}

/** The week as it is written: `runs Mon-Fri 07:00-19:00`, or Cloud Custodian's hours. */
export function weekOf({ weekly }: OffHoursPlan): string {
  if (weekly.kind === 'switches') return weekly.switches.map(({ text }) => text).join(', ');
  if (weekly.periods.length === 0) return 'never runs by itself';
  return `runs ${weekly.periods.map(({ text }) => text).join(', ')}`;
}

/** Runs of days that look the same from midnight to midnight, such as a week of holidays; other days stand alone. */
export function alikeDays(days: readonly ChartDay[]): readonly (readonly ChartDay[])[] {
  const runs: ChartDay[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    if (
      run !== undefined &&
      first !== undefined &&
      lookOf(day) !== undefined &&
      lookOf(day) === lookOf(first)
    ) {
      run.push(day);
    } else runs.push([day]);
  }
  return runs;
}

/** How a day looks that is one bar; nothing for any other day. */
function lookOf(day: ChartDay): string | undefined {
  const [bar, more] = day.bars;
  const isWhole = bar?.startMinute === 0 && bar.endMinute === 1440 && more === undefined;
  return isWhole ? `${bar.desired} ${noteOf(day)}` : undefined;
}
