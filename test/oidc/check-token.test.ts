import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkToken } from '../../lib/oidc/check-token.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';

const now = new Date('2026-11-21T02:00:00Z');
const nowSeconds = now.getTime() / 1000;
const expectation = { issuer: 'https://issuer.example', audience: 'aws:acme', now };
const good = {
  iss: 'https://issuer.example',
  aud: 'aws:acme',
  sub: 'pulumi:environments:org:acme:env:ops/backup',
  nbf: nowSeconds,
  exp: nowSeconds + 600,
};

function forge(header: object, claims: unknown, signature = 'c2lnbmF0dXJl'): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${parts.join('.')}.${signature}`;
}

const rs256 = { alg: 'RS256', typ: 'JWT', kid: 'k' };

describe('checkToken', () => {
  test('accepts a token that fulfils what is expected', async () => {
    const token = await encodeToken({ keyId: 'k', claims: good, sign: async () => Buffer.from('signature') });

    expect(checkToken(token, expectation)).toEqual({ kind: 'accepted', claims: good });
  });

  test('accepts an audience in a list', () => {
    const token = forge(rs256, { ...good, aud: ['other', 'aws:acme'] });

    expect(checkToken(token, expectation).kind).toBe('accepted');
  });

  test('checks issuer and audience only where they are configured', () => {
    const token = forge(rs256, { ...good, iss: 'https://elsewhere.example', aud: 'sts' });

    expect(checkToken(token, { now }).kind).toBe('accepted');
  });

  test.each([
    ['malformed', 'a.b', 'the token is not three base64url parts joined by dots'],
    ['malformed', 'one line\n.two.three', 'the token is not three base64url parts joined by dots'],
    ['malformed', 'bm8.bm8.bm8', 'the token has no readable header'],
    ['malformed', forge(rs256, []), 'the token has no readable claims'],
    ['algorithm', forge({ alg: 'none' }, good, ''), 'the token is signed with "none", allowed is RS256'],
    ['algorithm', forge({ alg: 'HS256' }, good), 'the token is signed with "HS256", allowed is RS256'],
    ['algorithm', forge({}, good), 'the token is signed with missing, allowed is RS256'],
    ['unsigned', forge(rs256, good, ''), 'the token has no signature'],
    [
      'expiry-missing',
      forge(rs256, { ...good, exp: undefined }),
      'the token says no time at which it expires (exp)',
    ],
    [
      'expiry-missing',
      forge(rs256, { ...good, exp: '2099' }),
      'the token says no time at which it expires (exp)',
    ],
    ['expired', forge(rs256, { ...good, exp: nowSeconds }), 'the token expired at 2026-11-21T02:00:00.000Z'],
    ['expired', forge(rs256, { ...good, exp: -1e300 }), 'the token expired at an impossible time'],
    [
      'not-yet-valid',
      forge(rs256, { ...good, nbf: nowSeconds + 61 }),
      'the token is not valid before 2026-11-21T02:01:01.000Z',
    ],
    [
      'not-yet-valid',
      forge(rs256, { ...good, nbf: 'x' }),
      'the time from which the token is valid (nbf) is no number',
    ],
    [
      'issuer',
      forge(rs256, { ...good, iss: 'https://issuer.example/' }),
      'the token\'s issuer (iss) is "https://issuer.example/", expected "https://issuer.example"',
    ],
    [
      'audience',
      forge(rs256, { ...good, aud: 'acme' }),
      'the token\'s audience (aud) is "acme", expected "aws:acme"',
    ],
    ['subject-missing', forge(rs256, { ...good, sub: undefined }), 'the token names no subject (sub)'],
  ])('refuses with a named reason: %s', (fault, token, message) => {
    expect(checkToken(token, expectation)).toEqual({ kind: 'refused', fault, message });
  });

  test('never throws and never repeats the token, whatever it is', () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const token = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
      fc
        .tuple(
          fc.dictionary(fc.constantFrom('alg', 'kid'), fc.jsonValue()),
          fc.dictionary(fc.constantFrom('exp', 'nbf', 'iss', 'aud', 'sub'), fc.jsonValue()),
        )
        .map(([header, claims]) => forge({ alg: 'RS256', ...header }, claims)),
    );
    fc.assert(
      fc.property(token, (text) => {
        const verdict = checkToken(text, expectation);
        if (verdict.kind === 'accepted' || text.length < 20) return;
        expect(verdict.message).not.toContain(text);
        expect(verdict.message).not.toContain('\n');
      }),
      { numRuns: 500 },
    );
  });
});
