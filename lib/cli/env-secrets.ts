import { ciphertextsOf, decryptSecrets, encryptSecrets, type RewrittenDocument } from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';
import type { Decrypt } from '../run/open-session.ts';
import type { Cli } from './cli.ts';
import { findSecretsKey } from './jobs-deployed.ts';

/** Opens secrets with the credentials of the shell; what that takes is loaded when there is one to open. */
export function shellDecrypter(cli: Cli): Decrypt {
  const load = async () => (await import('../aws/operator-secrets.ts')).operatorDecrypter(portsOf(cli));
  let loaded: Promise<Decrypt> | undefined;
  return async (ciphertext, environment) => {
    loaded ??= load();
    return (await loaded)(ciphertext, environment);
  };
}

/** A document of an environment with each `fn::secret` in plain text. */
export function decryptDocument(text: string, name: string, cli: Cli): Promise<RewrittenDocument> {
  const decrypt = shellDecrypter(cli);
  return decryptSecrets(text, (ciphertext) => decrypt(ciphertext, name), { name });
}

/** A document of an environment with each `fn::secret` encrypted; without one in plain text no key is needed. */
export function encryptDocument(text: string, name: string, cli: Cli): Promise<RewrittenDocument> {
  const load = async () => {
    const key = await findKey(cli);
    const { operatorEncrypter } = await import('../aws/operator-secrets.ts');
    return operatorEncrypter({ key, environment: name, present: ciphertextsOf(text) }, portsOf(cli));
  };
  let loaded: ReturnType<typeof load> | undefined;
  const encrypt = async (plaintext: string) => {
    loaded ??= load();
    return (await loaded)(plaintext);
  };
  return encryptSecrets(text, encrypt, { name });
}

function portsOf({ fetch, now, env }: Cli) {
  return { fetch, now, endpoint: env['AWS_ENDPOINT_URL_KMS'] ?? env['AWS_ENDPOINT_URL'] };
}

/** The key that is named, or that of the deployed app. */
async function findKey(cli: Cli): Promise<string> {
  const named = cli.env['NIGHTSHIFT_SECRETS_KEY'];
  if (named === undefined) return findSecretsKey(cli);
  if (/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/\S+$/.test(named)) return named;
  throw new UsageError('NIGHTSHIFT_SECRETS_KEY is no ARN of a KMS key');
}
