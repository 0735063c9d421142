import { ServiceError } from '../../../model/errors.ts';
import type { OutboxRow } from '../../outbox-row.ts';
import type { MailAnswer } from '../ports.ts';
import { type DeliveryContext, loadMail, type Staged, type StoredMail } from './stage.ts';
import { afterAnswer, type Next, recipientsOf, sendingRow } from './steps.ts';

/** Left for telling people and for writing the outcome. */
const RESERVE_MS = 20_000;
const MOST_TRIES = 12;

const LOST: MailAnswer = {
  kind: 'unconfirmed',
  code: 'Crashed',
  text: 'an earlier attempt ended while the mail was being handed over',
};

/**
 * Hands a stored mail over until SES takes it, refuses it for good, or the run's time is over. Every call is announced in
 * the ledger before it is made and settled after it: a crash in between counts as a mail that may have left.
 */
export async function sendStored(staged: Staged, context: DeliveryContext): Promise<Next> {
  const { ports, now } = context;
  const { row, mail = await loadMail(row, ports.state) } = staged;
  let next: Next = { kind: 'again', row, waitMs: 0, why: 'the time of the run was over before it was tried' };
  if (row.state === 'sending') next = await settle(row, LOST, context);
  while (next.kind === 'again' && hasTime(next, row.tries, context)) {
    if (next.waitMs > 0) await ports.pause(next.waitMs);
    const sending = sendingRow(next.row, now());
    await writeRow(sending, next.row.version, context);
    next = await settle(sending, await handOver(mail, sending, context), context);
  }
  return next;
}

/** Writes a row; where another run has written meanwhile, that run is the one that goes on. */
export async function writeRow(
  row: OutboxRow,
  expectedVersion: number,
  { ports }: DeliveryContext,
): Promise<void> {
  if ((await ports.outbox.write(row, expectedVersion)) === 'written') return;
  throw new ServiceError({
    code: 'Overtaken',
    message: `another run is delivering the report of ${row.id}`,
    service: 'nightshift',
    operation: 'deliver',
  });
}

function hasTime(
  { waitMs, row }: { readonly waitMs: number; readonly row: OutboxRow },
  triesBefore: number,
  { remainingMs }: DeliveryContext,
): boolean {
  return row.tries - triesBefore < MOST_TRIES && remainingMs() - waitMs > RESERVE_MS;
}

async function settle(row: OutboxRow, answer: MailAnswer, context: DeliveryContext): Promise<Next> {
  const next = afterAnswer(row, answer, context.now());
  await writeRow(next.row, row.version, context);
  return next;
}

function handOver(
  { mime, ...mail }: StoredMail,
  row: OutboxRow,
  { ports, settings }: DeliveryContext,
): Promise<MailAnswer> {
  const configurationSet = settings.configurationSet ?? ports.configurationSet;
  return ports.sendMail({
    ...mail,
    ...(mime === undefined || row.isLean ? {} : { mime }),
    to: recipientsOf(row),
    tags: { job: row.job, slot: row.id },
    ...(configurationSet === undefined ? {} : { configurationSet }),
  });
}
