import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { jsonWebKey, type OidcCrypto } from '../../../lib/oidc/discovery.ts';
import type { TokenSigner } from '../../../lib/oidc/issue-token.ts';

/** Node's crypto, written a second time here so that the tests do not believe the product's own. */
export const testCrypto: OidcCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  readRsaPublicKey: (der) => {
    const { n = '', e = '' } = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export(
      {
        format: 'jwk',
      },
    );
    return { n, e };
  },
};

export interface TestKey extends TokenSigner {
  readonly publicDer: Uint8Array;
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/** An RSA key in memory in the place of KMS. */
export function createTestKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicDer = publicKey.export({ format: 'der', type: 'spki' });
  return {
    publicDer,
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    privateKey,
    keyId: async () => jsonWebKey(publicDer, testCrypto).kid,
    sign: async (bytes) => sign('sha256', bytes, privateKey),
  };
}
