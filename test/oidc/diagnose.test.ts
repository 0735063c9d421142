import { expect, test } from '@jest/globals';
import { diagnoseRefusal } from '../../lib/oidc/diagnose.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';
import { changed, good, presented, sub } from './support/trust-corpus.ts';

async function tokenOf(claims: object): Promise<string> {
  return encodeToken({ keyId: 'k', claims, sign: async () => Buffer.from('signature') });
}

const role = { roleArn: presented.roleArn, durationSeconds: 3600 };

test('says in one line which condition a refused token failed, without the token', async () => {
  const token = await tokenOf({ ...presented.claims, aud: ['aws:acme'], sub: sub.replace('ops', 'prod') });
  const line = diagnoseRefusal({ ...role, token, policy: good });

  expect(line).toContain('sub: the policy wants "…env:ops/backup", the token says "…env:prod/backup"');
  expect(line).not.toContain(token);
  expect(line).not.toContain('\n');
});

test('adds nothing where the policy would let the token in', async () => {
  expect(diagnoseRefusal({ ...role, token: await tokenOf(presented.claims), policy: good })).toBeUndefined();
});

test('says what it cannot know, and what is no token', async () => {
  const policy = changed({ condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
  const token = await tokenOf(presented.claims);

  expect(diagnoseRefusal({ ...role, token, policy })).toContain(
    '"aws:MultiFactorAuthPresent" is known only when',
  );
  expect(diagnoseRefusal({ ...role, token: 'a.b', policy })).toContain('not three base64url parts');
  expect(diagnoseRefusal({ ...role, token: await tokenOf({ sub: 1 }), policy })).toBe(
    'the token lacks iss, aud or sub',
  );
});
