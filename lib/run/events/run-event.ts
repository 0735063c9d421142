import type { Severity } from '../../model/notify.ts';
import type { Figures } from '../../model/outcome.ts';

/** What happened, as `detail-type` tells it. */
export const EVENT_TYPES = {
  started: 'Nightshift Run Started',
  succeeded: 'Nightshift Run Succeeded',
  'nothing-to-do': 'Nightshift Run Had Nothing To Do',
  failed: 'Nightshift Run Failed',
  skipped: 'Nightshift Run Skipped',
  'incident-opened': 'Nightshift Incident Opened',
  'incident-closed': 'Nightshift Incident Closed',
  paused: 'Nightshift Job Paused',
  resumed: 'Nightshift Job Resumed',
} as const;

export type EventKind = keyof typeof EVENT_TYPES;

/** A change of state as it is published: what all events have, and what some have. Documented in docs/events.md. */
export interface EventDetail {
  readonly version: '1';
  /** Equal for every delivery of the same change. */
  readonly id: string;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly job: string;
  /** ISO text. */
  readonly at: string;
  readonly slot?: string;
  readonly attempt?: number;
  /** One line for people. */
  readonly reason?: string;
  readonly code?: string;
  /** With `failed`: whether another attempt follows by itself. */
  readonly willRetry?: boolean;
  readonly durationMs?: number;
  readonly figures?: Figures;
  readonly incident?: IncidentDetail;
  /** Who paused the job. */
  readonly by?: string;
}

export interface IncidentDetail {
  readonly kind: string;
  readonly openedAt: string;
  readonly slots: number;
  readonly advice: string;
  readonly logLine?: string;
}
