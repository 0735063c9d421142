import { readFileSync } from 'node:fs';
import { kmsSigner, openKms } from '../lib/aws/kms-signing-key.ts';
import { issueToken } from '../lib/oidc/issue-token.ts';
import { readIssuerConfiguration } from '../lib/oidc/issuer-configuration.ts';
import { variable } from './variable.ts';

const file: unknown = JSON.parse(readFileSync(new URL('./issuer.json', import.meta.url), 'utf8'));
const issuer = {
  configuration: readIssuerConfiguration(file, variable('NIGHTSHIFT_ENVIRONMENT')),
  signer: kmsSigner(openKms(), variable('NIGHTSHIFT_KEY_ID')),
  issuerUrl: variable('NIGHTSHIFT_ISSUER_URL'),
  now: () => new Date(),
  newId: () => crypto.randomUUID(),
};

/** Mints a token for this function's own environment; anything else asked for fails with the reason. */
export async function handler(event: unknown): Promise<{ token: string; expiresAt: string }> {
  const { token, expiresAt, subject, tokenId } = await issueToken(event, issuer);
  console.log(JSON.stringify({ level: 'INFO', message: 'token issued', subject, tokenId, expiresAt }));
  return { token, expiresAt };
}
