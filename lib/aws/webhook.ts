import { ServiceError } from '../model/errors.ts';

export interface WebhookMessage {
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** Where to read more. */
  readonly link?: { readonly url: string; readonly label: string };
  /** What a program wants to know besides; Slack shows none of it. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

export interface WebhookCall {
  /** What errors call it, since the address itself is a secret: the variable that holds it. */
  readonly name: string;
  /** `slack`: an incoming webhook, or any service that takes its shape. `generic`: a JSON object of ours. */
  readonly kind: 'slack' | 'generic';
  readonly url: string;
  readonly message: WebhookMessage;
}

export interface WebhookHost {
  readonly fetch: typeof fetch;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const TRIES = 3;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

type Answer = { readonly kind: 'taken' } | Setback;

interface Setback {
  /** Whether asking again makes sense. */
  readonly kind: 'refused' | 'again';
  readonly code: 'WebhookRefused' | 'Timeout' | 'NetworkError';
  readonly status?: number;
  readonly waitMs?: number;
}

/**
 * Posts a message, at most three times while the other side is busy or silent. Throws ServiceError with `WebhookRefused`
 * and the status, `Timeout`, `NetworkError` or `WebhookAddress`. Whoever has the address can post there, so neither it nor what
 * fetch says about it is in any error.
 */
export async function postWebhook(call: WebhookCall, host: WebhookHost): Promise<void> {
  const url = readAddress(call);
  const body = JSON.stringify(bodyOf(call));
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(url, body, host.fetch);
    if (answer.kind === 'taken') return;
    if (answer.kind === 'refused' || attempt === TRIES) throw failure(call.name, answer);
    await host.pause(Math.min(MAX_PAUSE_MS, answer.waitMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/** The body that is sent: Slack's `text`, or ours by name. */
export function bodyOf({ kind, message }: Pick<WebhookCall, 'kind' | 'message'>): object {
  const { title, text, link, details } = message;
  if (kind === 'generic') {
    return {
      source: 'nightshift',
      title,
      text,
      ...(link === undefined ? {} : { link: link.url }),
      ...(details === undefined ? {} : { details }),
    };
  }
  const lines = [`*${slackText(title)}*`, slackText(text)];
  if (link !== undefined) lines.push(`<${link.url}|${slackText(link.label)}>`);
  return { text: lines.filter((line) => line !== '').join('\n') };
}

/** Slack reads these three as mark-up (Slack, "Formatting text for app surfaces"). */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function readAddress({ url, name }: WebhookCall): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol === 'https:') return address;
  throw new ServiceError({
    code: 'WebhookAddress',
    message: `the webhook "${name}" is not an https address`,
    service: 'webhook',
    operation: 'post',
  });
}

async function post(url: URL, body: string, send: typeof fetch): Promise<Answer> {
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // A redirect would carry the message to an address that nobody wrote down.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return { kind: 'taken' };
    const { status } = response;
    const code = 'WebhookRefused';
    if (status !== 429 && status < 500) return { kind: 'refused', code, status };
    return { kind: 'again', code, status, ...waitOf(response.headers.get('retry-after')) };
  } catch (error) {
    return { kind: 'again', code: isTimeout(error) ? 'Timeout' : 'NetworkError' };
  }
}

/** `AbortSignal.timeout` throws a DOMException, which is not everywhere an Error. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
}

function waitOf(retryAfter: string | null): { readonly waitMs?: number } {
  const seconds = Number(retryAfter ?? Number.NaN);
  return seconds >= 0 ? { waitMs: seconds * 1_000 } : {};
}

function failure(name: string, { code, status }: Setback): ServiceError {
  const why = status === undefined ? 'there was no answer' : `it answered ${status}`;
  return new ServiceError({
    code,
    message: `cannot post to the webhook "${name}": ${why}`,
    service: 'webhook',
    operation: 'post',
    ...(status === undefined ? {} : { status }),
  });
}
