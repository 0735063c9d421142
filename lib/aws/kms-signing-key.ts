import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { jsonWebKey, type OidcCrypto } from '../oidc/discovery.ts';
import type { TokenSigner } from '../oidc/issue-token.ts';
import { callService } from './service-error.ts';

/** Node's crypto for `lib/oidc`, which imports none. */
export const nodeCrypto: OidcCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  readRsaPublicKey: (der) => {
    const { n, e } = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({
      format: 'jwk',
    });
    if (n === undefined || e === undefined) throw new Error('the signing key is no RSA key');
    return { n, e };
  },
};

/** A client with the function's own Region and credentials. */
export function openKms(): KMSClient {
  return new KMSClient({});
}

/** The public half of a KMS key, as DER SubjectPublicKeyInfo. */
export async function readPublicKey(client: KMSClient, keyId: string): Promise<Uint8Array> {
  const message = `cannot read the public key of "${keyId}"`;
  const answer = await callService(client.send(new GetPublicKeyCommand({ KeyId: keyId })), {
    service: 'kms',
    operation: 'GetPublicKey',
    message,
  });
  if (answer.PublicKey === undefined) throw new Error(`${message}: the answer holds none`);
  return answer.PublicKey;
}

/** A signer whose private key stays in KMS. The key's `kid` is asked for once, at the first token. */
export function kmsSigner(client: KMSClient, keyId: string): TokenSigner {
  let known: string | undefined;
  return {
    keyId: async () => {
      known ??= jsonWebKey(await readPublicKey(client, keyId), nodeCrypto).kid;
      return known;
    },
    sign: (bytes) => sign(client, keyId, bytes),
  };
}

async function sign(client: KMSClient, keyId: string, bytes: Uint8Array): Promise<Uint8Array> {
  const message = `cannot sign with "${keyId}"`;
  // RAW: KMS hashes by itself, up to 4,096 bytes; our claims stay far below that.
  const command = new SignCommand({
    KeyId: keyId,
    Message: bytes,
    MessageType: 'RAW',
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
  });
  const answer = await callService(client.send(command), { service: 'kms', operation: 'Sign', message });
  if (answer.Signature === undefined) throw new Error(`${message}: the answer holds no signature`);
  return answer.Signature;
}
