import { expect, test } from '@jest/globals';
import { explainRefusal } from '../../lib/aws/explain-refusal.ts';
import { unsignedToken } from '../cli/run-command.ts';

const sub = 'pulumi:environments:org:acme:env:ops/backup';
const roles = [{ roleName: 'nightshift-ops-backup', subjects: [sub], maxSessionSeconds: 3600 }];
const known = { issuerUrl: 'https://issuer.example', audience: 'aws:acme', madeRoles: roles };
const answer = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' };
const refusal = (claims: object, more: object = {}) => ({
  token: unsignedToken({ iss: 'https://issuer.example', aud: 'aws:acme', sub, ...claims }),
  roleArn: 'arn:aws:iam::123456789012:role/nightshift-ops-backup',
  durationSeconds: 3600,
  answer,
  ...more,
});

test('a function knows what its role trusts, as the app made it', () => {
  const other = explainRefusal(refusal({ sub: sub.replace('backup', 'other') }), known);
  const long = explainRefusal(refusal({}, { durationSeconds: 7200 }), known);

  expect(other).toContain('sub: the policy wants "…env:ops/backup", the token says "…env:ops/other"');
  expect(long).toContain('the environment asks for 2h, the role gives at most 1h');
});

test('when all is as it was made, somebody has changed it since', () => {
  expect(explainRefusal(refusal({}), known)).toContain('changed or removed since; deploy the app again');
});

test('of somebody else’s role it says what it has to trust', () => {
  const roleArn = 'arn:aws:iam::210987654321:role/theirs';

  expect(explainRefusal(refusal({}, { roleArn }), known)).toContain(
    'the role must exist and trust "arn:aws:iam::210987654321:oidc-provider/issuer.example" with aud "aws:acme"',
  );
});
