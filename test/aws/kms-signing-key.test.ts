import { verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { kmsSigner, nodeCrypto, readPublicKey } from '../../lib/aws/kms-signing-key.ts';
import { jsonWebKey } from '../../lib/oidc/discovery.ts';
import { createTestKey } from '../oidc/support/keys.ts';

const kms = mockClient(KMSClient);
const client = new KMSClient({ region: 'eu-central-1' });
const key = createTestKey();

beforeEach(() => {
  kms.reset();
});

describe('kmsSigner', () => {
  test('signs whole bytes with PKCS#1 v1.5 and SHA-256', async () => {
    kms.on(SignCommand).callsFake(async ({ Message }) => ({ Signature: await key.sign(Message) }));

    const signature = await kmsSigner(client, 'key-1').sign(Buffer.from('a.b'));

    expect(verify('sha256', Buffer.from('a.b'), key.publicPem, signature)).toBe(true);
    expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'key-1',
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
  });

  test('asks for the key id once', async () => {
    kms.on(GetPublicKeyCommand).resolves({ PublicKey: key.publicDer });
    const signer = kmsSigner(client, 'key-1');

    const ids = [await signer.keyId(), await signer.keyId()];

    expect(ids).toEqual([await key.keyId(), jsonWebKey(key.publicDer, nodeCrypto).kid]);
    expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(1);
  });

  test('names the key and the code when KMS refuses', async () => {
    const refusal = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    kms.on(SignCommand).rejects(refusal).on(GetPublicKeyCommand).resolves({});

    await expect(kmsSigner(client, 'key-1').sign(Buffer.from(''))).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'cannot sign with "key-1": not authorized',
    });
    await expect(readPublicKey(client, 'key-1')).rejects.toThrow(
      'cannot read the public key of "key-1": the answer holds none',
    );
  });
});
