import { type DecodedToken, decodeToken } from './jwt.ts';

/** What a token must fulfil before it is sent anywhere. */
export interface TokenExpectation {
  /** Left out: any issuer will do, which only a token somebody else configured may claim. */
  readonly issuer?: string;
  readonly audience?: string;
  readonly now: Date;
  /** Algorithms that are let through. Default: RS256 only. */
  readonly algorithms?: readonly string[];
}

export type TokenFault =
  | 'malformed'
  | 'algorithm'
  | 'unsigned'
  | 'expiry-missing'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | 'subject-missing';

export type TokenVerdict =
  | { readonly kind: 'accepted'; readonly claims: DecodedToken['claims'] }
  | { readonly kind: 'refused'; readonly fault: TokenFault; readonly message: string };

/** AWS tolerates clocks that are a little off; so do we, for `nbf` only. An expired token stays expired. */
const clockSkewSeconds = 60;

/**
 * Checks all of a token that can be checked without its key, with a named reason. It guards against sending a
 * wrong token, not against forgery: that is for STS. No message holds the token.
 */
export function checkToken(token: string, expectation: TokenExpectation): TokenVerdict {
  const decoding = decodeToken(token);
  if (decoding.kind === 'malformed') return refused('malformed', decoding.message);
  const { header, claims } = decoding.token;
  const fault =
    algorithmFault(header['alg'], expectation.algorithms ?? ['RS256']) ??
    signatureFault(token) ??
    timeFault(claims, Math.floor(expectation.now.getTime() / 1000)) ??
    issuerFault(claims['iss'], expectation.issuer) ??
    audienceFault(claims['aud'], expectation.audience) ??
    subjectFault(claims['sub']);
  return fault ?? { kind: 'accepted', claims };
}

type Refusal = Extract<TokenVerdict, { kind: 'refused' }>;

function algorithmFault(algorithm: unknown, allowed: readonly string[]): Refusal | undefined {
  if (typeof algorithm === 'string' && allowed.includes(algorithm)) return undefined;
  return refused(
    'algorithm',
    `the token is signed with ${show(algorithm)}, allowed is ${allowed.join(', ')}`,
  );
}

function signatureFault(token: string): Refusal | undefined {
  return token.endsWith('.') ? refused('unsigned', 'the token has no signature') : undefined;
}

function timeFault(claims: DecodedToken['claims'], nowSeconds: number): Refusal | undefined {
  const { exp, nbf } = claims;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) {
    return refused('expiry-missing', 'the token says no time at which it expires (exp)');
  }
  if (exp <= nowSeconds) return refused('expired', `the token expired at ${showTime(exp)}`);
  if (nbf === undefined) return undefined;
  if (typeof nbf !== 'number' || !Number.isFinite(nbf)) {
    return refused('not-yet-valid', 'the time from which the token is valid (nbf) is no number');
  }
  if (nbf <= nowSeconds + clockSkewSeconds) return undefined;
  return refused('not-yet-valid', `the token is not valid before ${showTime(nbf)}`);
}

function issuerFault(issuer: unknown, expected: string | undefined): Refusal | undefined {
  if (expected === undefined || issuer === expected) return undefined;
  return refused('issuer', `the token's issuer (iss) is ${show(issuer)}, expected ${show(expected)}`);
}

function audienceFault(audience: unknown, expected: string | undefined): Refusal | undefined {
  if (expected === undefined) return undefined;
  const listed: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  if (listed.includes(expected)) return undefined;
  return refused('audience', `the token's audience (aud) is ${show(audience)}, expected ${show(expected)}`);
}

function subjectFault(subject: unknown): Refusal | undefined {
  if (typeof subject === 'string' && subject !== '') return undefined;
  return refused('subject-missing', 'the token names no subject (sub)');
}

function refused(fault: TokenFault, message: string): Refusal {
  return { kind: 'refused', fault, message };
}

/** A claim for a message: quoted, short, so that a claim cannot smuggle a token or a line break into a log. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function showTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? 'an impossible time' : time.toISOString();
}
