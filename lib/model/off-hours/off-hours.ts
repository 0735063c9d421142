/** An off-hours schedule as `jobs.yaml` holds it under `schedules:`, plain data. `readOffHours` turns it into a plan. */
export interface OffHoursSchedule {
  readonly description?: string;
  /** IANA name; default UTC. */
  readonly timezone?: string;
  /** When it runs, week by week: `Mon-Fri 07:00-19:00`, `Fri 22:00-02:00`, `Sat`. Outside it is stopped. */
  readonly running: readonly string[];
  /** `2026-12-25 Christmas`, `2026-12-24..2027-01-06`, `12-25` every year, or an iCalendar file. */
  readonly holidays?: readonly (string | { readonly file: string })[];
  /** What holds on a holiday from midnight to midnight; default stopped. */
  readonly onHolidays?: Desired;
  /** Windows in which it runs even on a holiday. */
  readonly maintenance?: readonly MaintenanceWindow[];
  readonly overrides?: readonly OverrideEntry[];
  /** `stop`: never start anything. `start`: never stop anything. Default both. */
  readonly only?: 'stop' | 'start';
  /** Also what was started or stopped by hand meanwhile is set right. Default false: it is left until the next change. */
  readonly enforce?: boolean;
  /** Assertions that `jobs check` proves: `running Mon 09:00`, `stopped Sat`, `stopped 2026-12-25`; as a list or in one text. */
  readonly expect?: string | readonly string[];
}

export interface MaintenanceWindow {
  readonly name: string;
  /** A weekly window, `Sun 02:00-04:00`; or else `schedule` and `durationMinutes`. */
  readonly window?: string;
  readonly schedule?: string;
  readonly durationMinutes?: number;
}

export interface OverrideEntry {
  readonly desired: Desired;
  /** Wall clock or UTC; default always. */
  readonly from?: string;
  /** It expires by itself. */
  readonly until: string;
  readonly reason?: string;
}

/** `left-alone`: whatever it is, nothing is done to it. */
export type Desired = 'running' | 'stopped' | 'left-alone';

export const desiredStates = ['running', 'stopped', 'left-alone'] as const;

/** What decided, for people and for machines. */
export type Rule =
  | { readonly kind: 'override'; readonly until: string; readonly reason?: string }
  | { readonly kind: 'maintenance'; readonly name: string }
  | { readonly kind: 'holiday'; readonly date: string; readonly name?: string }
  | { readonly kind: 'period'; readonly period: string }
  | { readonly kind: 'outside-periods' }
  | { readonly kind: 'switch'; readonly event: string; readonly since: string }
  | { readonly kind: 'no-switch' };

/** What a resource should be at one time, by which rule, in one line for people. */
export interface Decision {
  readonly desired: Desired;
  readonly rule: Rule;
  readonly reason: string;
}

/** Where in the plain data a mistake lies, and what it is. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** Whether the last key of the path is wrong, or what it holds. */
  readonly at: 'key' | 'value';
  readonly message: string;
}
