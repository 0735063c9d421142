import { expect, test } from '@jest/globals';
import { diagnoseRefusal } from '../../lib/oidc/diagnose.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';
import { changed, good, presented, sub } from './support/trust-corpus.ts';

async function tokenOf(claims: object): Promise<string> {
  return encodeToken({ keyId: 'k', claims, sign: async () => Buffer.from('signature') });
}

const iam = (policy: unknown) => ({ policy, source: 'iam' as const });
const role = { roleArn: presented.roleArn, durationSeconds: 3600 };

test('says in one line which condition a refused token failed, without the token', async () => {
  const token = await tokenOf({ ...presented.claims, aud: ['aws:acme'], sub: sub.replace('ops', 'prod') });
  const line = diagnoseRefusal({ ...role, token, trust: iam(good) });

  expect(line).toContain('sub: the policy wants "…env:ops/backup", the token says "…env:prod/backup"');
  expect(line).not.toContain(token);
  expect(line).not.toContain('\n');
});

test('adds nothing where the policy would let the token in', async () => {
  expect(
    diagnoseRefusal({ ...role, token: await tokenOf(presented.claims), trust: iam(good) }),
  ).toBeUndefined();
});

test('says what it cannot know, and what is no token', async () => {
  const policy = changed({ condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
  const token = await tokenOf(presented.claims);

  expect(diagnoseRefusal({ ...role, token, trust: iam(policy) })).toContain(
    '"aws:MultiFactorAuthPresent" is known only when',
  );
  expect(diagnoseRefusal({ ...role, token: 'a.b', trust: iam(policy) })).toContain(
    'not three base64url parts',
  );
  expect(diagnoseRefusal({ ...role, token: await tokenOf({ sub: 1 }), trust: iam(policy) })).toBe(
    'the token lacks iss, aud or sub',
  );
});

test('says what the policy has to say where nobody here knows it', async () => {
  const line = diagnoseRefusal({ ...role, token: await tokenOf(presented.claims) });

  expect(line).toContain(
    'trust "arn:aws:iam::123456789012:oidc-provider/api.example.com/oidc" with aud "aws:acme"',
  );
  expect(line).toContain('sub "pulumi:environments:org:acme:env:ops/backup", both by StringEquals');
});

test('says that a role was changed since the app made it', async () => {
  const trust = { policy: good, source: 'app' as const };
  const line = diagnoseRefusal({ ...role, token: await tokenOf(presented.claims), trust });

  expect(line).toContain('the role or its provider has been changed or removed since; deploy the app again');
});

test.each([
  [
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    /asks for 1h, which is more than the role's maximum; set a shorter duration/,
  ],
  [
    'InvalidIdentityToken',
    'No OpenIDConnect provider found in your account for https://api.example.com/oidc',
    /has no IAM OIDC provider "arn:aws:iam::123456789012:oidc-provider\/api\.example\.com\/oidc"; "nightshift trust print"/,
  ],
  ['InvalidIdentityToken', 'Incorrect token audience', /does not list "aws:acme" among its client ids/],
  [
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider",
    /cannot read the keys of "https:\/\/api\.example\.com\/oidc"; look at https.*\/openid-configuration$/,
  ],
  ['InvalidIdentityTokenException', 'invalid', /could not verify the token's signature/],
  ['ExpiredTokenException', 'Token expired', /look at the clock of this host/],
])('%s (%s) has its own reason', async (code, message, reason) => {
  const token = await tokenOf(presented.claims);

  expect(diagnoseRefusal({ ...role, token, answer: { code, message } })).toMatch(reason);
});

test('"Not authorized" is looked up in the policy', async () => {
  const token = await tokenOf({ ...presented.claims, aud: 'acme' });
  const answer = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' };

  expect(diagnoseRefusal({ ...role, token, answer, trust: iam(good) })).toContain(
    'the policy wants "aws:acme"',
  );
});
