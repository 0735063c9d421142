import { distance } from 'fastest-levenshtein';
import { parseInstant } from '../model/schedule/instant.ts';
import type { ConsoleJob, SlotName } from './port.ts';

/** There is no such page; the message says what is missing. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** What was sent does not make sense; the message says what is wrong with it. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** The job of this name. NotFound with the nearest name where there is none. */
export function findJob(jobs: readonly ConsoleJob[], name: string): ConsoleJob {
  const found = jobs.find((job) => job.name === name);
  if (found !== undefined) return found;
  const [nearest] = jobs.map((job) => job.name).sort((a, b) => distance(a, name) - distance(b, name));
  const hint = nearest !== undefined && distance(nearest, name) <= 3 ? `; did you mean "${nearest}"?` : '';
  throw new NotFound(`no job "${name}"${hint}`);
}

/** A slot as an address names it. NotFound where that is no time. */
export function readSlotName({ job, slot }: { readonly job: string; readonly slot: string }): SlotName {
  const read = parseSlot(slot);
  if (read === undefined) throw new NotFound(`"${slot}" is no slot; a slot is written 2026-03-06T02:00:00Z`);
  return { job, slot: read };
}

/** A slot as a person writes it, down to the minute; empty: the one of now. BadRequest where it is no time. */
export function readSlotField(text: string, now: Date): string {
  const read = parseSlot(text.trim() === '' ? `${now.toISOString().slice(0, 16)}:00Z` : text.trim());
  if (read === undefined)
    throw new BadRequest(`"${text}" is no slot; write 2026-03-06T02:00:00Z, or nothing for now`);
  return read;
}

/** Why something is done, in a line of 500 characters at most. BadRequest where nothing is said. */
export function readReason(text: string): string {
  const reason = text.trim();
  if (reason !== '' && reason.length <= 500) return reason;
  throw new BadRequest('say why, in a line of 500 characters at most: the others read it');
}

function parseSlot(text: string): string | undefined {
  const instant = parseInstant(text, 'UTC');
  return instant.kind === 'error' ? undefined : `${instant.time.toISOString().slice(0, 16)}:00Z`;
}

/** Days of the zone, both included, as the span from the first one's midnight to the midnight after the last. */
export function readDays(
  days: { readonly from: string; readonly to: string },
  timezone: string,
): { from: Date; to: Date } {
  const from = parseInstant(days.from, timezone);
  const to = parseInstant(days.to, timezone);
  if (from.kind === 'error') throw new BadRequest(`first day: ${from.message}`);
  if (to.kind === 'error') throw new BadRequest(`last day: ${to.message}`);
  const after = parseInstant(nextDay(days.to), timezone);
  if (after.kind === 'error') throw new BadRequest(`last day: ${after.message}`);
  if (after.time <= from.time)
    throw new BadRequest(`the last day, ${days.to}, lies before the first, ${days.from}`);
  return { from: from.time, to: after.time };
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
