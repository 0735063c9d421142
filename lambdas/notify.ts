import { readFileSync } from 'node:fs';
import { openNotify } from '../lib/aws/notify/open-notify.ts';
import type { NotifyRule } from '../lib/model/notify.ts';
import { notifyEvent } from '../lib/run/notify/notify-event.ts';
import { readOwnEvent } from '../lib/run/notify/read-event.ts';
import { log } from './log.ts';
import { variable } from './variable.ts';

const rulesOf: Readonly<Record<string, readonly NotifyRule[]>> = JSON.parse(
  readFileSync(new URL('./notify.json', import.meta.url), 'utf8'),
);
const ports = openNotify({
  ledger: variable('NIGHTSHIFT_LEDGER'),
  alarms: variable('NIGHTSHIFT_TOPIC'),
  messages: process.env['NIGHTSHIFT_MESSAGES'],
  region: variable('AWS_REGION'),
  endpoint: process.env['AWS_ENDPOINT_URL'],
});

/** Tells people of one event. Thrown failures are delivered again, and end among the dead letters. */
export async function handler(event: unknown) {
  const detail = readOwnEvent(event);
  if (detail === undefined) throw new TypeError('this is no event of Nightshift that is known here');
  const sent = await notifyEvent(detail, rulesOf[detail.job] ?? [], ports);
  log('INFO', 'event told', { id: detail.id, sent });
  return { sent };
}
