import { parseInstant } from '../schedule/instant.ts';
import { parseSchedule } from '../schedule/parse.ts';
import { desiredStates } from './off-hours.ts';
import { parsePeriod } from './period.ts';
import type { Maintenance, Override } from './plan.ts';
import { choice, isRecord, type Path, type Report, refuseUnknownKeys, textOf } from './read-parts.ts';

/** One maintenance window: weekly, or opened by a cron for some minutes. */
export function readMaintenance(value: unknown, path: Path, report: Report): Maintenance[] {
  if (!isRecord(value))
    return nothing(report, path, 'a maintenance window is a mapping with "name" and "window"');
  refuseUnknownKeys({ value, path, known: ['name', 'window', 'schedule', 'durationMinutes'], report });
  const name = textOf(value['name'], [...path, 'name'], report);
  if ((value['window'] === undefined) === (value['schedule'] === undefined)) {
    return nothing(
      report,
      path,
      `maintenance "${name}" needs "window", or "schedule" with "durationMinutes"`,
    );
  }
  return value['window'] === undefined
    ? cronWindow({ name, value, path, report })
    : weeklyWindow({ name, value, path, report });
}

interface WindowInput {
  readonly name: string;
  readonly value: Record<string, unknown>;
  readonly path: Path;
  readonly report: Report;
}

function weeklyWindow({ name, value, path, report }: WindowInput): Maintenance[] {
  const parsed = parsePeriod(textOf(value['window'], [...path, 'window'], report));
  if (parsed.kind === 'error') return nothing(report, [...path, 'window'], parsed.message);
  return [{ kind: 'weekly', name, period: parsed.period }];
}

function cronWindow({ name, value, path, report }: WindowInput): Maintenance[] {
  const schedule = parseSchedule(textOf(value['schedule'], [...path, 'schedule'], report));
  const { durationMinutes } = value;
  if (schedule.kind === 'error') return nothing(report, [...path, 'schedule'], schedule.message);
  if (schedule.kind !== 'cron')
    return nothing(report, [...path, 'schedule'], `maintenance "${name}" opens by a cron(…)`);
  if (typeof durationMinutes !== 'number' || !Number.isInteger(durationMinutes) || durationMinutes < 1) {
    return nothing(
      report,
      [...path, 'durationMinutes'],
      `maintenance "${name}" needs "durationMinutes", from 1`,
    );
  }
  return [{ kind: 'cron', name, cron: schedule, durationMinutes }];
}

/** One override; `until` is a must, for overrides expire by themselves. */
export function readOverride(input: {
  value: unknown;
  path: Path;
  timezone: string;
  report: Report;
}): Override[] {
  const { value, path, timezone, report } = input;
  if (!isRecord(value)) return nothing(report, path, 'an override is a mapping with "desired" and "until"');
  refuseUnknownKeys({ value, path, known: ['desired', 'from', 'until', 'reason'], report });
  const desired = choice({
    value: value['desired'],
    path: [...path, 'desired'],
    known: desiredStates,
    report,
  });
  const time = (key: 'from' | 'until') => {
    const parsed = parseInstant(textOf(value[key], [...path, key], report), timezone);
    if (parsed.kind === 'instant') return parsed.time.getTime();
    report([...path, key], parsed.message);
    return undefined;
  };
  const untilMs = time('until');
  const fromMs = value['from'] === undefined ? undefined : time('from');
  const reason =
    value['reason'] === undefined ? undefined : textOf(value['reason'], [...path, 'reason'], report);
  if (desired === undefined || untilMs === undefined) return [];
  if (fromMs !== undefined && fromMs >= untilMs)
    return nothing(report, path, 'the override ends before it begins');
  return [{ desired, fromMs, untilMs, reason }];
}

function nothing(report: Report, path: Path, message: string): [] {
  report(path, message);
  return [];
}
