/** A parsed schedule expression. `expression` is the text that AWS is given. */
export type Schedule = CronSchedule | RateSchedule | AtSchedule;

/** A six-field `cron(…)` (EventBridge User Guide, "Cron expressions reference"), each field as the values that it allows. */
export interface CronSchedule {
  readonly kind: 'cron';
  readonly expression: string;
  /** The five-field Unix cron that was written, when this is its conversion. */
  readonly convertedFrom?: string;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DayRule;
  /** 1 is January. */
  readonly months: readonly number[];
  readonly years: readonly number[];
}

/** Which days of a month a cron fires on. Weekdays count from 1, Sunday, to 7, as AWS counts them. */
export type DayRule =
  | { readonly kind: 'every-day' }
  | { readonly kind: 'days-of-month'; readonly days: readonly number[] }
  | { readonly kind: 'last-day' }
  | { readonly kind: 'last-weekday' }
  | { readonly kind: 'nearest-weekday'; readonly day: number }
  | { readonly kind: 'days-of-week'; readonly weekdays: readonly number[] }
  | { readonly kind: 'nth-of-week'; readonly weekday: number; readonly nth: number }
  | { readonly kind: 'last-of-week'; readonly weekday: number };

/** A `rate(value unit)` (EventBridge User Guide, "Rate expressions reference"). A day is 24 hours, whatever the clocks do. */
export interface RateSchedule {
  readonly kind: 'rate';
  readonly expression: string;
  readonly value: number;
  readonly unit: 'minute' | 'hour' | 'day';
  readonly periodMinutes: number;
}

/** A one-time `at(yyyy-mm-ddThh:mm:ss)` (EventBridge Scheduler User Guide, "Schedule types"), in the schedule's time zone. */
export interface AtSchedule {
  readonly kind: 'at';
  readonly expression: string;
  /** Local time, `yyyy-mm-ddThh:mm:ss`. */
  readonly localTime: string;
}

/** Why a text is no schedule. `offset` counts characters from the start of the text, from 0. */
export interface ScheduleError {
  readonly kind: 'error';
  /** One line, lower-case, saying what to write instead. */
  readonly message: string;
  readonly offset: number;
}

/** A piece of the text and where it begins, so that an error can point at it. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** The error at a place. */
export function errorAt(offset: number, message: string): ScheduleError {
  return { kind: 'error', message, offset };
}
