import { decryptSecrets, encryptSecrets, type RewrittenDocument } from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';

/** A document of this environment with each `fn::secret` encrypted. */
export function encryptDocument(text: string, name: string): Promise<RewrittenDocument> {
  return encryptSecrets(text, refuse, { name });
}

/** A document of this environment with each `fn::secret` in plain text. */
export function decryptDocument(text: string, name: string): Promise<RewrittenDocument> {
  return decryptSecrets(text, refuse, { name });
}

async function refuse(): Promise<never> {
  throw new UsageError('no key for secrets is at hand');
}
