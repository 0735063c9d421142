import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from 'jose';
import { keySet } from '../../lib/oidc/discovery.ts';
import { issueToken, TokenRequestRefused } from '../../lib/oidc/issue-token.ts';
import { answerWellKnown } from '../../lib/oidc/well-known.ts';
import { createTestKey, testCrypto } from './support/keys.ts';

const key = createTestKey();
const retiredKey = createTestKey();
const now = new Date('2026-11-21T02:00:00Z');
const issuer = {
  configuration: {
    organization: 'acme',
    rootEnvironment: 'ops/backup',
    imports: [],
    userLogin: 'nightshift',
  },
  signer: key,
  issuerUrl: 'https://issuer.example',
  now: () => now,
  newId: () => 'token-1',
};

describe('issueToken', () => {
  test('mints what an independent verifier accepts with the published key set', async () => {
    const { token, expiresAt } = await issueToken({}, issuer);
    const verifier = createLocalJWKSet(keySet([retiredKey.publicDer, key.publicDer], testCrypto));

    const { payload, protectedHeader } = await jwtVerify(token, verifier, {
      issuer: 'https://issuer.example',
      audience: 'aws:acme',
      algorithms: ['RS256'],
      currentDate: now,
    });

    expect(payload.sub).toBe('pulumi:environments:org:acme:env:ops/backup');
    expect(payload.jti).toBe('token-1');
    expect(protectedHeader.alg).toBe('RS256');
    expect(expiresAt).toBe('2026-11-21T02:10:00.000Z');
  });

  test('refuses with the reason and signs nothing', async () => {
    const signer = {
      keyId: key.keyId,
      sign: async () => {
        throw new Error('must not be called');
      },
    };
    const refusal = issueToken({ currentEnvironment: 'ops/other' }, { ...issuer, signer });

    await expect(refusal).rejects.toBeInstanceOf(TokenRequestRefused);
    await expect(refusal).rejects.toThrow('environment "ops/other" is neither "ops/backup"');
  });
});

describe('the key set', () => {
  test('lists every key under its RFC 7638 thumbprint', async () => {
    const { keys } = keySet([key.publicDer, retiredKey.publicDer], testCrypto);

    expect(keys).toHaveLength(2);
    for (const listed of keys) {
      expect(listed.kid).toBe(await calculateJwkThumbprint(listed));
      expect(Object.keys(listed).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    }
  });
});

describe('answerWellKnown', () => {
  const source = {
    issuerUrl: 'https://issuer.example',
    keys: async () => keySet([key.publicDer], testCrypto),
  };

  test('serves the discovery document, which leads to the key set', async () => {
    const discovery = await answerWellKnown('/.well-known/openid-configuration', source);
    const document = JSON.parse(discovery.body);

    expect(discovery.statusCode).toBe(200);
    expect(discovery.headers['cache-control']).toBe('public, max-age=300');
    expect(document.issuer).toBe('https://issuer.example');
    expect(document.jwks_uri).toBe('https://issuer.example/.well-known/jwks.json');

    const answer = await answerWellKnown(new URL(document.jwks_uri).pathname, source);
    expect(JSON.parse(answer.body).keys[0].kid).toBe(await key.keyId());
  });

  test.each(['/', '/.well-known', '/.well-known/jwks.json/', '/other'])(
    'knows nothing of %s',
    async (path) => {
      const answer = await answerWellKnown(path, source);

      expect(answer.statusCode).toBe(404);
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );
});
