import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../../../lib/model/duration.ts';
import { ServiceError } from '../../../lib/model/errors.ts';
import { type AwsLoginPorts, logIn } from '../../../lib/run/providers/aws-login.ts';
import { readAwsLoginInputs } from '../../../lib/run/providers/aws-login-inputs.ts';
import type { ChainedSession, WebIdentitySession } from '../../../lib/run/providers/sts.ts';
import type { TokenRequest } from '../../../lib/run/providers/token-source.ts';

const roleArn = 'arn:aws:iam::123456789012:role/nightshift-ops-backup';
const oidc = { roleArn, sessionName: 'nightshift', duration: '1h' };
const expiration = new Date('2026-11-21T03:00:00Z');
const first = { accessKeyId: 'ASIAFIRST', secretAccessKey: 'one', sessionToken: 'session-1', expiration };
const second = { accessKeyId: 'ASIASECOND', secretAccessKey: 'two', sessionToken: 'session-2', expiration };
const token = 'header.claims.signature';

function createPorts(changes: Partial<AwsLoginPorts> = {}) {
  const asked: TokenRequest[] = [];
  const presented: WebIdentitySession[] = [];
  const chained: ChainedSession[] = [];
  const slept: number[] = [];
  const ports: AwsLoginPorts = {
    tokens: {
      kind: 'issuer',
      token: async (request) => {
        asked.push(request);
        return token;
      },
    },
    sts: {
      assumeRoleWithWebIdentity: async (session) => {
        presented.push(session);
        return first;
      },
      assumeRole: async (session) => {
        chained.push(session);
        return second;
      },
    },
    checkToken: () => ({ kind: 'accepted' }),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    ...changes,
  };
  return { ports, asked, presented, chained, slept };
}

function refusal(code: string, message = 'no'): ServiceError {
  return new ServiceError({ code, message, service: 'sts', operation: 'AssumeRoleWithWebIdentity' });
}

describe('logIn with oidc', () => {
  test('presents the token for the role and gives what STS gives', async () => {
    const { ports, asked, presented } = createPorts();
    const policyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
    const inputs = readAwsLoginInputs({ oidc: { ...oidc, policyArns, region: 'eu-west-1' } });

    const credentials = await logIn({ inputs }, ports);

    expect(credentials).toEqual(first);
    expect(asked).toEqual([{}]);
    expect(presented).toEqual([
      { roleArn, sessionName: 'nightshift', durationSeconds: 3600, policyArns, region: 'eu-west-1', token },
    ]);
  });

  test('asks for attribute names and the current environment, never for values', async () => {
    const { ports, asked } = createPorts();
    const inputs = readAwsLoginInputs({ oidc: { ...oidc, subjectAttributes: ['currentEnvironment.name'] } });

    await logIn({ inputs, currentEnvironment: 'ops/base@stable' }, ports);

    expect(asked).toEqual([
      { currentEnvironment: 'ops/base', subjectAttributes: ['currentEnvironment.name'] },
    ]);
  });

  test('sends no token that its check refuses', async () => {
    const { ports, presented } = createPorts({
      checkToken: () => ({ kind: 'refused', fault: 'expired', message: 'the token expired at noon' }),
    });

    await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, ports)).rejects.toMatchObject({
      code: 'ExpiredTokenException',
      message: `the token from source "issuer" for role "${roleArn}" was not sent: the token expired at noon`,
    });
    expect(presented).toEqual([]);
  });

  test.each([
    ['IDPCommunicationError', 'no'],
    ['IDPCommunicationErrorException', 'no'],
    ['InvalidIdentityToken', "Couldn't retrieve verification key from your identity provider"],
  ])('waits for an issuer that STS cannot reach yet: %s', async (code, message) => {
    let failuresLeft = 2;
    const { ports, slept } = createPorts({
      sts: {
        assumeRoleWithWebIdentity: async () => {
          failuresLeft -= 1;
          if (failuresLeft >= 0) throw refusal(code, message);
          return first;
        },
        assumeRole: async () => second,
      },
    });

    await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, ports)).resolves.toEqual(first);
    expect(slept).toEqual([500, 1500]);
  });

  test('gives up on an unreachable issuer in the end, and on a refusal at once', async () => {
    for (const [code, attempts] of [
      ['IDPCommunicationError', 4],
      ['AccessDenied', 1],
    ] as const) {
      let calls = 0;
      const { ports } = createPorts({
        sts: {
          assumeRoleWithWebIdentity: async () => {
            calls += 1;
            throw refusal(code);
          },
          assumeRole: async () => second,
        },
      });

      await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, ports)).rejects.toMatchObject({ code });
      expect(calls).toBe(attempts);
    }
  });

  test('carries the diagnosis of a refusal, with the code of STS', async () => {
    const sts = {
      assumeRoleWithWebIdentity: async () => {
        throw refusal('AccessDenied', 'Not authorized');
      },
      assumeRole: async () => second,
    };
    const diagnosed = createPorts({ sts, diagnose: async () => 'sub: the policy wants another environment' });
    const undiagnosed = createPorts({ sts, diagnose: async () => Promise.reject(new Error('no access')) });

    await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, diagnosed.ports)).rejects.toMatchObject({
      code: 'AccessDenied',
      message: 'Not authorized; sub: the policy wants another environment',
    });
    await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, undiagnosed.ports)).rejects.toMatchObject({
      message: 'Not authorized',
    });
  });

  test('narrows the last role by the session policy', async () => {
    const sessionPolicy = '{"Version":"2012-10-17","Statement":[]}';
    const assumeRole = { roleArn: `${roleArn}-2`, sessionName: 'second', externalId: 'x' };
    const single = createPorts({ sessionPolicy });
    const double = createPorts({ sessionPolicy });

    await logIn({ inputs: readAwsLoginInputs({ oidc }) }, single.ports);
    const credentials = await logIn({ inputs: readAwsLoginInputs({ oidc, assumeRole }) }, double.ports);

    expect(single.presented[0]?.policy).toBe(sessionPolicy);
    expect(double.presented[0]).not.toHaveProperty('policy');
    expect(double.chained).toEqual([
      { ...assumeRole, durationSeconds: 3600, credentials: first, policy: sessionPolicy },
    ]);
    expect(credentials).toEqual(second);
  });

  test('refuses a session policy that STS would not take', async () => {
    const { ports } = createPorts({ sessionPolicy: 'x'.repeat(2049) });

    await expect(logIn({ inputs: readAwsLoginInputs({ oidc }) }, ports)).rejects.toThrow(
      'aws-login: the session policy has 2049 characters, STS takes at most 2048',
    );
  });
});

describe('logIn with static credentials', () => {
  const fixed = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

  test('gives them as they are, or a role taken on with them', async () => {
    const { ports, asked } = createPorts();

    expect(await logIn({ inputs: readAwsLoginInputs({ static: fixed }) }, ports)).toEqual(fixed);
    const assumeRole = { roleArn, sessionName: 'second' };
    expect(await logIn({ inputs: readAwsLoginInputs({ static: fixed, assumeRole }) }, ports)).toEqual(second);
    expect(asked).toEqual([]);
  });

  test('cannot be narrowed by a session policy', async () => {
    const { ports } = createPorts({ sessionPolicy: '{}' });

    await expect(logIn({ inputs: readAwsLoginInputs({ static: fixed }) }, ports)).rejects.toThrow(
      'static: a session policy cannot narrow static credentials; add "assumeRole"',
    );
  });
});

describe('the inputs of aws-login', () => {
  test('default to two hours, and to one for a second role', () => {
    const { duration: _, ...withoutDuration } = oidc;
    const inputs = readAwsLoginInputs({ oidc: withoutDuration, assumeRole: { roleArn, sessionName: 'two' } });

    expect(inputs).toMatchObject({ role: { durationSeconds: 7200 }, next: { durationSeconds: 3600 } });
  });

  test.each([
    [undefined, 'aws-login: must be an object'],
    [{}, 'aws-login: exactly one of "oidc" and "static" must be given'],
    [{ oidc, static: {} }, 'aws-login: exactly one of "oidc" and "static" must be given'],
    [{ oidc, region: 'x' }, 'aws-login: unknown property "region"; known are oidc, static, assumeRole'],
    [{ oidc: { roleArn } }, 'oidc: missing required property "sessionName"'],
    [{ oidc: { ...oidc, rolearn: roleArn } }, /^oidc: unknown property "rolearn"; known are roleArn, /],
    [{ oidc: { ...oidc, roleArn: 'nightshift' } }, 'oidc.roleArn: "nightshift" is no ARN of a role'],
    [{ oidc: { ...oidc, sessionName: 'a b' } }, /^oidc\.sessionName: must be 2 to 64 letters/],
    [
      { oidc: { ...oidc, duration: 'soon' } },
      'oidc.duration: "soon" is no duration such as 1h, 30m or 1h30m',
    ],
    [{ oidc: { ...oidc, duration: 3600 } }, 'oidc.duration: must be a string that is not empty'],
    [{ oidc: { ...oidc, duration: '5m' } }, /^oidc\.duration: "5m" is not between 15m and 12h/],
    [{ oidc: { ...oidc, duration: '13h' } }, /^oidc\.duration: "13h" is not between 15m and 12h/],
    [
      { oidc, assumeRole: { ...oidc, duration: '2h' } },
      'assumeRole.duration: "2h" is not between 15m and 1h, which AWS allows for a role taken on with another role',
    ],
    [{ oidc: { ...oidc, policyArns: 'x' } }, 'oidc.policyArns: must be a list of strings'],
    [{ static: { accessKeyId: 'AKIA', secretAccessKey: '' } }, /^static\.secretAccessKey: must be a string/],
  ])('are refused at their path: %j', (inputs, message) => {
    expect(() => readAwsLoginInputs(inputs)).toThrow(message);
  });

  test('never repeat a secret in a message', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG';
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (other) => {
        const fixed = { accessKeyId: secret, secretAccessKey: secret, sessionToken: secret, ...other };
        try {
          readAwsLoginInputs({ static: fixed });
        } catch (error) {
          expect(String(error)).not.toContain(secret);
        }
      }),
    );
  });
});

describe('parseDuration', () => {
  test.each([
    ['1h', 3600],
    ['30m', 1800],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['2h0m0s', 7200],
    ['3600s', 3600],
    ['', undefined],
    ['1', undefined],
    ['-1h', undefined],
    ['1 h', undefined],
    ['1.0001s', undefined],
  ])('reads %j as %p seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});
