import type { AwsCredentials } from '../model/credentials.ts';
import type { Decrypt } from '../run/open-session.ts';

interface HostedSecrets {
  /** The function's own role. */
  readonly credentials: () => Promise<AwsCredentials>;
  /** In place of AWS's own: a local stack. */
  readonly endpoint: string | undefined;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
}

/** Opens secrets with the function's own role; what that takes is loaded only for an environment that holds some. */
export function hostedDecrypter({ credentials, endpoint, fetch, now }: HostedSecrets): Decrypt {
  const load = async () => {
    const { kmsDecrypter } = await import('./kms-secrets.ts');
    const at = endpoint === undefined ? {} : { endpoint };
    return kmsDecrypter({ session: { credentials }, fetch, now, ...at });
  };
  let loaded: Promise<Decrypt> | undefined;
  return async (ciphertext, environment) => {
    loaded ??= load();
    return (await loaded)(ciphertext, environment);
  };
}
