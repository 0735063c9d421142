import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kmsDecrypter, kmsEncrypter } from '../../lib/aws/kms-secrets.ts';
import { readHeader } from '../../lib/aws/secret-envelope.ts';
import { fakeKms, SECRETS_KEY } from '../fakes/kms.ts';

const CANARY = 'canary-5d21';
const environment = 'ops/app';

function portsOf(kms: ReturnType<typeof fakeKms>) {
  const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret' });
  return { session: { credentials }, fetch: kms.fetch, now: () => new Date('2026-03-06T17:00:00Z') };
}

async function encrypted(
  kms: ReturnType<typeof fakeKms>,
  texts: readonly string[],
  present: Uint8Array[] = [],
) {
  const encrypt = await kmsEncrypter({ key: SECRETS_KEY, environment, present, randomBytes }, portsOf(kms));
  return Promise.all(texts.map(encrypt));
}

describe('secrets with KMS', () => {
  test('any text is opened as it was, and never stands in its ciphertext', async () => {
    const kms = fakeKms();
    const decrypt = kmsDecrypter(portsOf(kms));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const [ciphertext = Buffer.of()] = await encrypted(kms, [CANARY + text]);

        expect(Buffer.from(ciphertext).includes(CANARY)).toBe(false);
        expect(await decrypt(ciphertext, environment)).toBe(CANARY + text);
      }),
      { numRuns: 50 },
    );
  });

  test('a document has one data key, asked for once, and each secret another nonce', async () => {
    const kms = fakeKms();
    const secrets = await encrypted(kms, ['one', 'one', 'two']);
    const more = await encrypted(kms, ['three'], secrets);
    const decrypt = kmsDecrypter(portsOf(kms));

    const opened = await Promise.all([...secrets, ...more].map((secret) => decrypt(secret, environment)));

    expect(opened).toEqual(['one', 'one', 'two', 'three']);
    expect(new Set([...secrets, ...more].map((secret) => readHeader(secret)?.dataKey)).size).toBe(1);
    expect(Buffer.from(secrets[0] ?? []).equals(secrets[1] ?? Buffer.of())).toBe(false);
    expect(kms.calls.map(({ operation }) => operation)).toEqual(['GenerateDataKey', 'Decrypt', 'Decrypt']);
    expect(new Set(kms.calls.map((call) => call.environment))).toEqual(new Set([environment]));
  });

  test('whatever bit of it is changed, a secret is not opened, and the error says what is wrong', async () => {
    const kms = fakeKms();
    const [secret = Buffer.of()] = await encrypted(kms, [CANARY]);
    await fc.assert(
      fc.asyncProperty(fc.nat(secret.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(secret);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));

        const failed = kmsDecrypter(portsOf(kms))(damaged, environment);

        await expect(failed).rejects.toThrow(/"|key/);
        await expect(failed).rejects.not.toThrow(CANARY);
      }),
      { numRuns: 150 },
    );
  });

  test('a secret that was copied from another environment is not opened', async () => {
    const kms = fakeKms();
    const [secret = Buffer.of()] = await encrypted(kms, [CANARY]);

    await expect(kmsDecrypter(portsOf(kms))(secret, 'ops/other')).rejects.toThrow(
      'a secret of "ops/other" was encrypted for "ops/app"; set it again in "ops/other"',
    );
    expect(kms.calls.map(({ operation }) => operation)).toEqual(['GenerateDataKey']);
  });

  test('a key that may not be used is named, and asked again the next time', async () => {
    const kms = fakeKms();
    const [secret = Buffer.of()] = await encrypted(kms, [CANARY]);
    const decrypt = kmsDecrypter(portsOf(kms));
    kms.refuse = {
      status: 400,
      type: 'AccessDeniedException',
      message: 'not authorized to perform: kms:Decrypt',
    };

    await expect(decrypt(secret, environment)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: `cannot decrypt the secrets of "ops/app" with the key ${SECRETS_KEY}: not authorized to perform: kms:Decrypt`,
    });
    kms.refuse = undefined;
    expect(await decrypt(secret, environment)).toBe(CANARY);
  });

  test('secrets of a replaced key stay with it, and new ones get a data key of the new one', async () => {
    const replaced = SECRETS_KEY.replace('1111', '9999');
    const [old = Buffer.of()] = await encrypted(fakeKms(), ['old']);
    const kms = fakeKms(replaced);
    const encrypt = await kmsEncrypter(
      { key: replaced, environment, present: [old], randomBytes },
      portsOf(kms),
    );

    const fresh = await encrypt('new');

    expect(readHeader(fresh)?.key).toBe(replaced);
    expect(await kmsDecrypter(portsOf(kms))(fresh, environment)).toBe('new');
    await expect(kmsDecrypter(portsOf(kms))(old, environment)).rejects.toThrow(
      `cannot decrypt the secrets of "ops/app" with the key ${SECRETS_KEY}: the key does not exist`,
    );
  });
});
