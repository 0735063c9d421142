import type { AwsSession } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import type { Decrypt } from '../run/open-session.ts';
import { readHeader, type SecretHeader, sealSecret, unsealSecret } from './secret-envelope.ts';
import { callJson, type JsonCallPorts } from './sts-signed-call.ts';

/** The host that is asked comes from it, so nothing else passes. */
const KEY_ARN = /^arn:aws(?:-[a-z]+)*:kms:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:(?:key|alias)\/[\w/-]+$/;

export interface SecretPorts extends JsonCallPorts {
  /** Who may use the key: a function's execution role, or the person at the prompt. */
  readonly session: Pick<AwsSession, 'credentials'>;
}

/**
 * Opens secrets of environments with KMS. A document has one data key, so KMS is asked once for each document; the
 * data key stays in memory as long as the answer of this function does. What is thrown is a ServiceError, which names environment and key.
 */
export function kmsDecrypter(ports: SecretPorts): Decrypt {
  const opened = new Map<string, Promise<Uint8Array>>();
  const dataKeyOf = (header: SecretHeader) => {
    const name = `${header.key} ${header.dataKey}`;
    const dataKey = opened.get(name) ?? openDataKey(header, ports);
    opened.set(name, dataKey);
    // What failed is asked for again the next time.
    dataKey.catch(() => opened.delete(name));
    return dataKey;
  };
  return async (ciphertext, environment) => {
    const header = readHeader(ciphertext);
    if (header === undefined)
      throw failure('InvalidCiphertext', `${of(environment)} was not encrypted by nightshift`);
    if (header.environment !== environment) {
      const message = `${of(environment)} was encrypted for "${header.environment}"; set it again in "${environment}"`;
      throw failure('WrongEnvironment', message);
    }
    const plaintext = unsealSecret(ciphertext, await dataKeyOf(header));
    if (plaintext !== undefined) return plaintext;
    throw failure(
      'InvalidCiphertext',
      `${of(environment)} is damaged: its ciphertext is not what was written`,
    );
  };
}

async function openDataKey(header: SecretHeader, ports: SecretPorts): Promise<Uint8Array> {
  const { environment, key, dataKey } = header;
  const message = `cannot decrypt the secrets of "${environment}" with the key ${key}`;
  const input = { CiphertextBlob: dataKey, KeyId: key, EncryptionContext: { environment } };
  return readKey(await call({ operation: 'Decrypt', key, input, message }, ports), message);
}

export interface Encryption {
  /** ARN of the KMS key. */
  readonly key: string;
  readonly environment: string;
  /** Secrets that the document holds already; where one has the same key, its data key is used again. */
  readonly present: readonly Uint8Array[];
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Encrypts secrets for the document of one environment. Throws ServiceError where the key cannot be used. */
export async function kmsEncrypter(
  { key, environment, present, randomBytes }: Encryption,
  ports: SecretPorts,
): Promise<(plaintext: string) => Promise<Uint8Array>> {
  const known = present
    .map(readHeader)
    .find((header) => header?.key === key && header.environment === environment);
  const { header, dataKey } =
    known === undefined
      ? await makeDataKey({ key, environment }, ports)
      : { header: known, dataKey: await openDataKey(known, ports) };
  return async (plaintext) => sealSecret(header, { dataKey, iv: randomBytes(12), plaintext });
}

async function makeDataKey(
  { key, environment }: Pick<Encryption, 'key' | 'environment'>,
  ports: SecretPorts,
): Promise<{ header: SecretHeader; dataKey: Uint8Array }> {
  const message = `cannot make a data key for "${environment}" with the key ${key}`;
  const input = { KeyId: key, KeySpec: 'AES_256', EncryptionContext: { environment } };
  const answer = await call({ operation: 'GenerateDataKey', key, input, message }, ports);
  const { CiphertextBlob: wrapped, KeyId: arn } = answer;
  if (typeof wrapped !== 'string') throw failure('InvalidAnswer', `${message}: the answer holds no key`);
  // An alias may be given to another key one day.
  const header = { environment, key: typeof arn === 'string' ? arn : key, dataKey: wrapped };
  return { header, dataKey: readKey(answer, message) };
}

interface KmsCall {
  readonly operation: string;
  readonly key: string;
  readonly input: object;
  readonly message: string;
}

function call({ operation, key, input, message }: KmsCall, ports: SecretPorts) {
  const [, region] = KEY_ARN.exec(key) ?? [];
  if (region === undefined) throw failure('InvalidKey', `${message}: it is no ARN of a key`);
  const session: AwsSession = { ...ports.session, region };
  return callJson({ session, service: 'kms', target: `TrentService.${operation}`, input, message }, ports);
}

function readKey(answer: Readonly<Record<string, unknown>>, message: string): Uint8Array {
  const { Plaintext: plaintext } = answer;
  if (typeof plaintext !== 'string') throw failure('InvalidAnswer', `${message}: the answer holds no key`);
  return Buffer.from(plaintext, 'base64');
}

function of(environment: string): string {
  return `a secret of "${environment}"`;
}

function failure(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, service: 'kms', operation: 'Decrypt' });
}
