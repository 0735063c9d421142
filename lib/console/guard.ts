import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';

/** Who may come in. */
export interface GuardOptions {
  /** `127.0.0.1:4711`: the one name that the page answers to. */
  readonly authority: () => string;
  /** What the first visit brings in its address; it counts once. */
  readonly token: string;
  /** What the browser brings from then on. */
  readonly session: string;
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Set on every answer. A referrer of the same origin is needed: without any, browsers send no Origin with a form. */
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Lets nobody in but the browser that brought the token: the Host must be ours (DNS rebinding), what changes something
 * must come from our own page (CSRF), everything needs the session's cookie.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  let isTokenUsed = false;
  return async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const refusal = findRefusal(context, options);
    if (refusal !== undefined) return context.text(`${refusal.text}\n`, refusal.status);
    const token = context.req.path === '/' ? context.req.query('token') : undefined;
    if (token !== undefined && !isTokenUsed && isEqual(token, options.token)) {
      isTokenUsed = true;
      return welcome(context, options);
    }
    if (!isEqual(getCookie(context, cookieName(options)) ?? '', options.session))
      return context.html(stranger(), 401);
    if (token !== undefined) return context.redirect('/', 303);
    return await next();
  };
}

interface Refusal {
  readonly status: 403 | 421;
  readonly text: string;
}

function findRefusal({ req }: Context, { authority }: GuardOptions): Refusal | undefined {
  if (req.header('host') !== authority())
    return { status: 421, text: `this page answers to http://${authority()}/ only` };
  const origin = req.header('origin');
  const isChange = req.method !== 'GET' && req.method !== 'HEAD';
  const isForeign = origin !== undefined ? origin !== `http://${authority()}` : isChange;
  if (isForeign) return { status: 403, text: 'this does not come from the page itself' };
  return undefined;
}

/** Cookies do not know ports: two consoles at once must not take each other's. */
function cookieName({ authority }: GuardOptions): string {
  return `nightshift_${authority().split(':')[1] ?? ''}`;
}

/** A redirect would still count as the step from elsewhere, and a strict cookie stay at home: the page leads on itself. */
function welcome(context: Context, options: GuardOptions): Response {
  setCookie(context, cookieName(options), options.session, { httpOnly: true, sameSite: 'Strict', path: '/' });
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nightshift</title><link rel="icon" href="/icon.svg"><meta http-equiv="refresh" content="0; url=/"></head><body><p><a href="/">Go on to the overview</a></p></body></html>`;
  return context.body(String(page), 200, { 'Content-Type': 'text/html; charset=UTF-8' });
}

function stranger() {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Not signed in · Nightshift</title></head><body><main><h1>Not signed in</h1><p>The link that <code>nightshift console</code> printed counts once, in the browser that opened it first. Start <code>nightshift console</code> again for a new one.</p></main></body></html>`;
}

/** Takes as long for a near miss as for a far one. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
