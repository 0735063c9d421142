import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Decrypt } from '../run/open-session.ts';
import { kmsDecrypter, kmsEncrypter, type SecretPorts } from './kms-secrets.ts';
import { callAsOperator } from './operator-call.ts';

interface OperatorPorts {
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** In place of AWS's own: a local stack. */
  readonly endpoint: string | undefined;
}

/** Opens secrets with the credentials of the shell. Throws ServiceError where there are none, or where they may not. */
export function operatorDecrypter(ports: OperatorPorts): Decrypt {
  return kmsDecrypter(secretPorts(ports));
}

interface DocumentToEncrypt {
  /** ARN of the KMS key. */
  readonly key: string;
  readonly environment: string;
  /** Secrets that the document holds already. */
  readonly present: readonly Uint8Array[];
}

/** Encrypts secrets of one document with the credentials of the shell. */
export function operatorEncrypter(
  document: DocumentToEncrypt,
  ports: OperatorPorts,
): Promise<(plaintext: string) => Promise<Uint8Array>> {
  return kmsEncrypter({ ...document, randomBytes }, secretPorts(ports));
}

function secretPorts({ endpoint, ...ports }: OperatorPorts): SecretPorts {
  // The SDK knows where a shell's credentials may come from; its Region is of no consequence here.
  const { config } = new KMSClient({ region: 'us-east-1' });
  const description = { service: 'kms', operation: 'credentials', message: 'cannot find AWS credentials' };
  return {
    ...ports,
    ...(endpoint === undefined ? {} : { endpoint }),
    session: { credentials: () => callAsOperator(config.credentials(), description) },
  };
}
