import { createCipheriv, createDecipheriv } from 'node:crypto';

/** What stands readably before a secret's ciphertext: whose it is, and the data key, itself encrypted by KMS. */
export interface SecretHeader {
  /** The environment whose document holds it: KMS's encryption context. */
  readonly environment: string;
  /** ARN of the KMS key. */
  readonly key: string;
  /** In base64. */
  readonly dataKey: string;
}

const FORMAT = 1;
const LENGTH_BYTES = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** The bytes of a secret: format, header, and AES-256-GCM, which covers the header as well. `iv` is never used twice. */
export function sealSecret(
  header: SecretHeader,
  { dataKey, iv, plaintext }: { dataKey: Uint8Array; iv: Uint8Array; plaintext: string },
): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(text.length);
  const start = Buffer.concat([Buffer.of(FORMAT), length, text]);
  const cipher = createCipheriv(CIPHER, dataKey, iv).setAAD(start);
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([start, iv, sealed, cipher.getAuthTag()]);
}

/** The header of a secret; undefined where the bytes are none of ours. */
export function readHeader(bytes: Uint8Array): SecretHeader | undefined {
  const { text } = partsOf(bytes) ?? {};
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text.toString('utf8'));
    const fields = new Map<string, unknown>(
      Object.entries(typeof read === 'object' && read !== null ? read : {}),
    );
    const [environment, key, dataKey] = ['environment', 'key', 'dataKey'].map((name) => fields.get(name));
    if (typeof environment !== 'string' || typeof key !== 'string' || typeof dataKey !== 'string')
      return undefined;
    return { environment, key, dataKey };
  } catch {
    return undefined;
  }
}

/** The text of a secret; undefined where it was damaged or the data key is another's. */
export function unsealSecret(bytes: Uint8Array, dataKey: Uint8Array): string | undefined {
  const parts = partsOf(bytes);
  if (parts === undefined) return undefined;
  const { start, body } = parts;
  try {
    const decipher = createDecipheriv(CIPHER, dataKey, body.subarray(0, IV_BYTES)).setAAD(start);
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    const opened = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function partsOf(bytes: Uint8Array): { start: Buffer; text: Buffer; body: Buffer } | undefined {
  const all = Buffer.from(bytes);
  if (all.length < 1 + LENGTH_BYTES || all[0] !== FORMAT) return undefined;
  const end = 1 + LENGTH_BYTES + all.readUInt16BE(1);
  if (all.length < end + IV_BYTES + TAG_BYTES) return undefined;
  return {
    start: all.subarray(0, end),
    text: all.subarray(1 + LENGTH_BYTES, end),
    body: all.subarray(end),
  };
}
