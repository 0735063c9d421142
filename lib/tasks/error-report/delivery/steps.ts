import type { OutboxRow } from '../../outbox-row.ts';
import type { MailAnswer } from '../ports.ts';

/** Where a mail stands after an answer: done, to be tried again after a while, or not to be tried again. */
export type Next =
  | { readonly kind: 'sent'; readonly row: OutboxRow }
  | { readonly kind: 'again'; readonly row: OutboxRow; readonly waitMs: number; readonly why: string }
  | { readonly kind: 'given-up'; readonly row: OutboxRow; readonly why: string };

/** A mail that may have left twice already is not sent a third time: people are told instead. */
const MOST_UNCONFIRMED = 2;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 20_000;

export interface RowFields {
  readonly job: string;
  readonly id: string;
  readonly subject: string;
  readonly mailKey: string;
  readonly pageKey: string;
  readonly to: readonly string[];
  readonly now: Date;
}

/** The first row of a report, or, over one that was given up, a fresh start of it. */
export function storedRow({ now, ...fields }: RowFields, existing: OutboxRow | undefined): OutboxRow {
  const at = now.toISOString();
  return {
    ...fields,
    version: (existing?.version ?? 0) + 1,
    state: 'stored',
    refused: [],
    isLean: false,
    tries: 0,
    unconfirmed: 0,
    told: existing?.told ?? [],
    storedAt: at,
    changedAt: at,
  };
}

/** The row as it must stand before the mail is handed over: whoever finds it so later knows that it may have left. */
export function sendingRow(row: OutboxRow, now: Date): OutboxRow {
  return { ...changed(row, now), state: 'sending', tries: row.tries + 1 };
}

/** What an answer of SES makes of a row in `sending`. */
export function afterAnswer(row: OutboxRow, answer: MailAnswer, now: Date): Next {
  const stored: OutboxRow = { ...changed(row, now), state: 'stored' };
  switch (answer.kind) {
    case 'accepted': {
      const { code: _mended, ...rest } = stored;
      return { kind: 'sent', row: { ...rest, state: 'sent', receipt: answer.messageId } };
    }
    case 'busy':
      return again({ ...stored, code: answer.code }, answer.text);
    case 'unconfirmed': {
      const unconfirmed = row.unconfirmed + 1;
      const next = { ...stored, unconfirmed, code: answer.code };
      if (unconfirmed < MOST_UNCONFIRMED) return again(next, answer.text);
      const why = `${answer.text}; it may have left ${unconfirmed} times, and is not sent again`;
      return { kind: 'given-up', row: next, why };
    }
    case 'too-large': {
      const next = { ...stored, code: answer.code };
      if (row.isLean) return { kind: 'given-up', row: next, why: answer.text };
      return { kind: 'again', row: { ...next, isLean: true }, waitMs: 0, why: answer.text };
    }
    case 'recipients-refused': {
      const refused = [...new Set([...row.refused, ...answer.recipients])];
      const next = { ...stored, refused, code: answer.code };
      const isHopeless = refused.length === row.refused.length || recipientsOf(next).length === 0;
      if (isHopeless) return { kind: 'given-up', row: next, why: answer.text };
      return { kind: 'again', row: next, waitMs: 0, why: answer.text };
    }
    case 'refused':
      return { kind: 'given-up', row: { ...stored, code: answer.code }, why: answer.text };
  }
}

/** Who still gets the mail. */
export function recipientsOf({ to, refused }: Pick<OutboxRow, 'to' | 'refused'>): readonly string[] {
  return to.filter((recipient) => !refused.includes(recipient));
}

/** The next version of a row. */
export function changed(row: OutboxRow, now: Date): OutboxRow {
  return { ...row, version: row.version + 1, changedAt: now.toISOString() };
}

function again(row: OutboxRow, why: string): Next {
  return { kind: 'again', row, waitMs: waitMs(row), why };
}

/** Doubles with each try, and differs between jobs, so that fifty that were throttled together do not come together again. */
function waitMs({ job, tries }: OutboxRow): number {
  const longest = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, tries - 1));
  return Math.round(longest * (0.5 + 0.5 * shareOf(`${job} ${tries}`)));
}

/** A number from 0 to 1 that is always the same for a text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
