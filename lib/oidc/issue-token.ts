import { claimsFor } from './claims.ts';
import type { IssuerConfiguration } from './issuer-configuration.ts';
import { encodeToken } from './jwt.ts';
import { decideTokenRequest } from './token-request.ts';

/** A private key that nobody holds: KMS signs with it. */
export interface TokenSigner {
  /** The `kid` of the key as the key set lists it. */
  readonly keyId: () => Promise<string>;
  /** RSASSA-PKCS1-v1_5 with SHA-256 over these bytes. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export interface Issuer {
  readonly configuration: IssuerConfiguration;
  readonly signer: TokenSigner;
  readonly issuerUrl: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface IssuedToken {
  readonly token: string;
  /** ISO time of the `exp` claim. */
  readonly expiresAt: string;
  /** What may be logged of it. */
  readonly subject: string;
  readonly tokenId: string;
}

/** The request asked for something that this issuer does not give. */
export class TokenRequestRefused extends Error {
  override readonly name = 'TokenRequestRefused';
}

/** STS takes a token at once; ten minutes leave room for retries and for a clock that is a little off. */
const lifetimeSeconds = 600;

/** Decides about a request and mints the token; throws TokenRequestRefused with the reason otherwise. */
export async function issueToken(request: unknown, issuer: Issuer): Promise<IssuedToken> {
  const { configuration, issuerUrl, signer } = issuer;
  const decision = decideTokenRequest(request, configuration);
  if (decision.kind === 'refused') throw new TokenRequestRefused(decision.reason);
  const claims = claimsFor({
    identity: decision.identity,
    issuerUrl,
    issuedAt: issuer.now(),
    lifetimeSeconds,
    tokenId: issuer.newId(),
  });
  const token = await encodeToken({ keyId: await signer.keyId(), claims, sign: signer.sign });
  const expiresAt = new Date(claims.exp * 1000).toISOString();
  return { token, expiresAt, subject: claims.sub, tokenId: claims.jti };
}
