import { describe, expect, test } from '@jest/globals';
import { callJson, signRequest } from '../../lib/aws/sts-signed-call.ts';
import { openParameterStore, openSecretStore } from '../../lib/aws/sts-values.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const session = {
  region: 'eu-central-1',
  credentials: async () => ({ ...credentials, sessionToken: 'session' }),
};

function answering(body: unknown, status = 200) {
  const received: Request[] = [];
  const answer: typeof fetch = async (input, init) => {
    received.push(new Request(input, init));
    return Response.json(body, { status });
  };
  return { ports: { fetch: answer, now: () => new Date('2026-11-21T02:00:00Z') }, received };
}

describe('signRequest', () => {
  test('agrees with the vector post-vanilla of AWS’s own test suite', () => {
    const { authorization } = signRequest({
      method: 'POST',
      url: new URL('https://example.amazonaws.com/'),
      headers: {},
      body: '',
      service: 'service',
      region: 'us-east-1',
      credentials,
      time: new Date('2015-08-30T12:36:00Z'),
    });

    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });
});

describe('callJson', () => {
  const call = {
    session,
    service: 'ssm',
    target: 'AmazonSSM.GetParameter',
    input: {},
    message: 'cannot read',
  };

  test.each([
    ['eu-central-1', 'https://ssm.eu-central-1.amazonaws.com/'],
    ['cn-north-1', 'https://ssm.cn-north-1.amazonaws.com.cn/'],
  ])('asks the endpoint of the Region: %s', async (region, url) => {
    const { ports, received } = answering({});

    await callJson({ ...call, session: { ...session, region } }, ports);

    expect(received[0]?.url).toBe(url);
    expect(received[0]?.headers.get('x-amz-security-token')).toBe('session');
  });

  test('tells code and status of a refusal, and of no answer', async () => {
    const refusal = answering(
      { __type: 'com.amazonaws.ssm#ParameterNotFound', message: 'none\nsecond' },
      400,
    );
    const noAnswer = { ...refusal.ports, fetch: async () => Promise.reject(new Error('down')) };

    await expect(callJson(call, refusal.ports)).rejects.toMatchObject({
      code: 'ParameterNotFound',
      status: 400,
      message: 'cannot read: none',
    });
    await expect(callJson(call, noAnswer)).rejects.toMatchObject({
      code: 'NetworkError',
      message: 'cannot read: no answer from ssm.eu-central-1.amazonaws.com',
    });
  });
});

describe('openSecretStore', () => {
  test('reads the version that is wanted', async () => {
    const { ports, received } = answering({ SecretString: 'hidden' });
    const text = await openSecretStore(ports).readSecret(session, {
      secretId: 'db',
      versionStage: 'AWSPREVIOUS',
    });

    expect(text).toBe('hidden');
    expect(await received[0]?.json()).toEqual({ SecretId: 'db', VersionStage: 'AWSPREVIOUS' });
    expect(received[0]?.headers.get('x-amz-target')).toBe('secretsmanager.GetSecretValue');
  });

  test('says that a binary secret cannot be held', async () => {
    const { ports } = answering({ SecretBinary: 'aGlkZGVu' });

    await expect(openSecretStore(ports).readSecret(session, { secretId: 'db' })).rejects.toThrow(
      /^cannot read secret "db": it is binary, which an environment cannot hold$/,
    );
  });
});

describe('openParameterStore', () => {
  test.each([
    ['String', 'text'],
    ['StringList', 'list'],
    ['SecureString', 'secure'],
  ])('knows a %s', async (Type, kind) => {
    const { ports, received } = answering({ Parameter: { Type, Value: 'a,b' } });
    const wanted = { parameterName: '/a:3', decrypt: true };

    expect(await openParameterStore(ports).readParameter(session, wanted)).toEqual({ kind, text: 'a,b' });
    expect(await received[0]?.json()).toEqual({ Name: '/a:3', WithDecryption: true });
  });

  test('says that there is no value', async () => {
    const { ports } = answering({});

    await expect(
      openParameterStore(ports).readParameter(session, { parameterName: '/a', decrypt: false }),
    ).rejects.toThrow('cannot read parameter "/a": no value');
  });
});
