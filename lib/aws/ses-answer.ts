import { ServiceError } from '../model/errors.ts';
import type { MailAnswer, OutgoingMail } from '../tasks/error-report/ports.ts';
import { toServiceError } from './service-error.ts';

type Addresses = Pick<OutgoingMail, 'from' | 'to'>;

const BUSY = /^(TooManyRequests|Throttling|LimitExceeded|ServiceUnavailable|RequestLimitExceeded)/;
/** The connection was never made, so nothing can have been taken. */
const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const ADDRESS = /[^\s<>"',;:]+@[^\s<>"',;:]+/g;
const TOO_LARGE = /message (length|size)|too (large|big)|maximum (message )?size/i;

/** What an error of SendEmail means for the mail. What leaves open whether the mail was taken counts as unconfirmed. */
export function toMailAnswer(error: unknown, mail: Addresses): MailAnswer {
  const call = { service: 'ses', operation: 'SendEmail', message: 'SES did not take the mail' } as const;
  const { code, status, message } = toServiceError(error, call);
  const told = { code, text: message };
  // Not SES but the environment: the credentials could not be renewed, and nothing was sent.
  if (error instanceof ServiceError || UNREACHED.has(systemCode(error))) return { kind: 'busy', ...told };
  if (BUSY.test(code) || status === 429 || status === 503) return { kind: 'busy', ...told };
  // An answer that says yes and cannot be read counts as well.
  const isOpen = status === undefined || status >= 500 || status < 300;
  if (code === 'NetworkError' || code === 'Timeout' || isOpen) return { kind: 'unconfirmed', ...told };
  if (TOO_LARGE.test(message) || status === 413) return { kind: 'too-large', ...told };
  const recipients = refusedOf(message, mail);
  return recipients.length === 0
    ? { kind: 'refused', ...told }
    : { kind: 'recipients-refused', recipients, ...told };
}

/**
 * The recipients that a refusal names ("The following identities failed the check in region …: a@x, b@y"). None where it
 * names the sender as well: without that nobody gets the mail.
 */
function refusedOf(said: string, { from, to }: Addresses): readonly string[] {
  const named = new Set((said.match(ADDRESS) ?? []).map(plain));
  if (named.has(bare(from))) return [];
  return to.filter((recipient) => named.has(bare(recipient)));
}

/** The address alone, of `Name <address>` as well. */
function bare(address: string): string {
  return plain(/<([^>]+)>/.exec(address)?.[1] ?? address);
}

function plain(address: string): string {
  return address.toLowerCase().replace(/\.$/, '');
}

function systemCode(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : '';
}
