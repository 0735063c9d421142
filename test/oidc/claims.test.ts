import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { audienceFor, claimsFor, subjectAttributeNames, subjectFor } from '../../lib/oidc/claims.ts';

const identity = {
  organization: 'acme',
  rootEnvironment: 'ops/backup',
  currentEnvironment: 'ops/base',
  userLogin: 'nightshift',
  subjectAttributes: [],
};

describe('claims', () => {
  test('name the root environment and the organization as Pulumi ESC does', () => {
    const claims = claimsFor({
      identity,
      issuerUrl: 'https://issuer.example',
      issuedAt: new Date('2026-11-21T02:00:00.700Z'),
      lifetimeSeconds: 600,
      tokenId: 'one',
    });

    expect(claims).toEqual({
      iss: 'https://issuer.example',
      aud: 'aws:acme',
      sub: 'pulumi:environments:org:acme:env:ops/backup',
      iat: 1795226400,
      nbf: 1795226400,
      exp: 1795227000,
      jti: 'one',
      org: 'acme',
      env: 'ops/backup',
      current_env: 'ops/base',
      root_env: 'ops/backup',
      trigger_user: 'nightshift',
    });
  });

  test.each(['backup', 'default/backup'])(
    'keep the older forms in project default: %s',
    (rootEnvironment) => {
      const inDefault = { ...identity, rootEnvironment, currentEnvironment: rootEnvironment };

      expect(audienceFor(inDefault)).toBe('acme');
      expect(subjectFor(inDefault)).toBe('pulumi:environments:org:acme:env:backup');
    },
  );

  test('list the subject attributes in the order asked for, after the organization', () => {
    const subject = subjectFor({
      ...identity,
      subjectAttributes: ['pulumi.user.login', 'currentEnvironment.name', 'rootEnvironment.name'],
    });

    expect(subject).toBe(
      'pulumi:environments:pulumi.organization.login:acme:pulumi.user.login:nightshift' +
        ':currentEnvironment.name:ops/base:rootEnvironment.name:ops/backup',
    );
  });

  test('say the organization once, also when it is asked for', () => {
    const subjectAttributes = ['pulumi.organization.login', 'currentEnvironment.name'] as const;

    expect(subjectFor({ ...identity, subjectAttributes })).toBe(
      'pulumi:environments:pulumi.organization.login:acme:currentEnvironment.name:ops/base',
    );
  });

  test('two environments never share a default subject', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}\/[a-z][a-z0-9_.-]{0,8}$/);
    fc.assert(
      fc.property(name, name, (one, two) => {
        fc.pre(one !== two && !one.startsWith('default/') && !two.startsWith('default/'));
        const subjects = [one, two].map((rootEnvironment) => subjectFor({ ...identity, rootEnvironment }));
        expect(subjects[0]).not.toBe(subjects[1]);
      }),
    );
  });

  test('the four documented attributes are known', () => {
    expect(subjectAttributeNames).toHaveLength(4);
  });
});
