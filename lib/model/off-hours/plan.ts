import type { CronSchedule } from '../schedule/schedule.ts';
import type { Desired } from './off-hours.ts';

/** An off-hours schedule read and checked: what `decide` and `transitions` work on. Plain data, no I/O. */
export interface OffHoursPlan {
  readonly name: string;
  readonly timezone: string;
  readonly weekly: Weekly;
  readonly holidays: readonly Holiday[];
  readonly onHolidays: Desired;
  readonly maintenance: readonly Maintenance[];
  readonly overrides: readonly Override[];
  readonly only?: 'stop' | 'start' | undefined;
  /** What was started or stopped by hand since the last change is set right as well. */
  readonly enforce?: boolean;
}

/** `periods`: running within, stopped outside. `switches`: what the last switch said (Cloud Custodian's off- and on-hours). */
export type Weekly =
  | { readonly kind: 'periods'; readonly periods: readonly Period[] }
  | { readonly kind: 'switches'; readonly switches: readonly Switch[] };

/** From a minute of each weekday on; the end may lie in a later day (above 1,440). 0 is Sunday. */
export interface Period {
  readonly text: string;
  readonly weekdays: readonly number[];
  readonly startMinute: number;
  readonly endMinute: number;
}

export interface Switch {
  readonly text: string;
  readonly weekdays: readonly number[];
  readonly minute: number;
  readonly desired: 'running' | 'stopped';
}

/** Days from `first` to `last`: `yyyy-mm-dd`, or `mm-dd` for every year. */
export interface Holiday {
  readonly first: string;
  readonly last: string;
  readonly name?: string;
}

export type Maintenance =
  | { readonly kind: 'weekly'; readonly name: string; readonly period: Period }
  | {
      readonly kind: 'cron';
      readonly name: string;
      readonly cron: CronSchedule;
      readonly durationMinutes: number;
    };

export interface Override {
  readonly desired: Desired;
  readonly fromMs: number | undefined;
  readonly untilMs: number;
  readonly reason: string | undefined;
}

/** The plan with one more override, such as an instance's own keep-until; it goes before the others. */
export function withOverride(plan: OffHoursPlan, override: Override): OffHoursPlan {
  return { ...plan, overrides: [...plan.overrides, override] };
}
