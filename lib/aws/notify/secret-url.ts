import type { AwsSession } from '../../model/credentials.ts';
import type { SecretPlace } from '../../model/notify.ts';
import type { JsonCallPorts } from '../sts-signed-call.ts';
import { openParameterStore, openSecretStore } from '../sts-values.ts';

/** A changed address is taken up after this long at most. */
const KEPT_MS = 5 * 60_000;

/** Reads secret addresses with the function's own role, and keeps each for some minutes. Throws ServiceError, never with the address. */
export function openSecretUrls(
  session: AwsSession,
  ports: JsonCallPorts,
): (place: SecretPlace) => Promise<string> {
  const parameters = openParameterStore(ports);
  const secrets = openSecretStore(ports);
  const kept = new Map<string, { readonly url: string; readonly until: number }>();
  return async ({ kind, name }) => {
    const key = `${kind} ${name}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > ports.now().getTime()) return known.url;
    const url =
      kind === 'parameter'
        ? (await parameters.readParameter(session, { parameterName: name, decrypt: true })).text
        : await secrets.readSecret(session, { secretId: name });
    kept.set(key, { url: url.trim(), until: ports.now().getTime() + KEPT_MS });
    return url.trim();
  };
}
