import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

interface KmsFake {
  readonly fetch: typeof fetch;
  /** The operations that were called, with their encryption context. */
  readonly calls: { readonly operation: string; readonly environment: string }[];
  /** What the next answer is instead. */
  refuse: { readonly status: number; readonly type: string; readonly message: string } | undefined;
}

export const SECRETS_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** A KMS with one key: data keys are opened only under the encryption context that they were made for. */
export function fakeKms(key: string = SECRETS_KEY): KmsFake {
  const secret = createHash('sha256').update(key).digest();
  const fake: KmsFake = {
    calls: [],
    refuse: undefined,
    fetch: async (...[url, init]) => answer(String(url), init),
  };
  const answer = async (url: string, init: RequestInit | undefined): Promise<Response> => {
    const headers = new Headers(init?.headers);
    const operation = (headers.get('x-amz-target') ?? '').replace('TrentService.', '');
    const input = JSON.parse(String(init?.body));
    const { environment } = input.EncryptionContext;
    fake.calls.push({ operation, environment });
    if (!url.startsWith('https://kms.eu-central-1.amazonaws.com') || headers.get('authorization') === null)
      return refused(400, 'IncompleteSignature', 'not signed for this place');
    if (fake.refuse !== undefined) return refused(fake.refuse.status, fake.refuse.type, fake.refuse.message);
    if (input.KeyId !== key) return refused(400, 'NotFoundException', 'the key does not exist');
    if (operation === 'GenerateDataKey') {
      const plain = randomBytes(32);
      return Response.json({
        KeyId: key,
        Plaintext: plain.toString('base64'),
        CiphertextBlob: wrap(plain, environment),
      });
    }
    const plain = unwrap(Buffer.from(input.CiphertextBlob, 'base64'), environment);
    if (plain === undefined) return refused(400, 'InvalidCiphertextException', '');
    return Response.json({ KeyId: key, Plaintext: plain.toString('base64') });
  };
  const wrap = (plain: Buffer, environment: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(environment));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64');
  };
  const unwrap = (blob: Buffer, environment: string) => {
    const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(0, 12)).setAAD(
      Buffer.from(environment),
    );
    try {
      decipher.setAuthTag(blob.subarray(-16));
      return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
    } catch {
      return undefined;
    }
  };
  return fake;
}

function refused(status: number, type: string, message: string): Response {
  return Response.json({ __type: `com.amazonaws.kms#${type}`, message }, { status });
}
