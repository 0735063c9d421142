import type { EventDetail } from '../events/run-event.ts';
import { EVENT_TYPES } from '../events/run-event.ts';

/** The detail of one of our own events, as EventBridge delivers it; undefined where it is none of a version that is known. */
export function readOwnEvent(event: unknown): EventDetail | undefined {
  if (!isRecord(event) || !isRecord(event['detail'])) return undefined;
  const { detail } = event;
  return isDetail(detail) ? detail : undefined;
}

/** Only our own function can put events with this source on the bus of the account, or whoever may do so anyway. */
function isDetail(detail: object): detail is EventDetail {
  const fields = new Map<string, unknown>(Object.entries(detail));
  const texts = ['id', 'kind', 'severity', 'job', 'at'].every((name) => typeof fields.get(name) === 'string');
  return texts && fields.get('version') === '1' && String(fields.get('kind')) in EVENT_TYPES;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
