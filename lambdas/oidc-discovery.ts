import { nodeCrypto, openKms, readPublicKey } from '../lib/aws/kms-signing-key.ts';
import { keySet } from '../lib/oidc/discovery.ts';
import { answerWellKnown, type WellKnownAnswer } from '../lib/oidc/well-known.ts';
import { variable } from './variable.ts';

const client = openKms();
const keyIds = variable('NIGHTSHIFT_KEY_IDS').split(',');
const issuerUrl = variable('NIGHTSHIFT_ISSUER_URL');
let known: ReturnType<typeof keySet> | undefined;

/** Serves the discovery document and the key set to whoever asks; there is nothing secret in them. */
export async function handler(event: { readonly rawPath?: string }): Promise<WellKnownAnswer> {
  return answerWellKnown(event.rawPath ?? '/', { issuerUrl, keys });
}

/** Public keys do not change, so an instance asks KMS once; a failure is not kept. */
async function keys(): Promise<ReturnType<typeof keySet>> {
  known ??= keySet(await Promise.all(keyIds.map((keyId) => readPublicKey(client, keyId.trim()))), nodeCrypto);
  return known;
}
