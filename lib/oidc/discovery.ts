/** An RSA public key as RFC 7517 writes it: modulus and exponent, base64url. */
export interface RsaPublicKey {
  readonly n: string;
  readonly e: string;
}

/** What this room needs of a crypto library, so that it imports none. */
export interface OidcCrypto {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** Reads a DER SubjectPublicKeyInfo, which is what KMS gives; throws when it is no RSA key. */
  readonly readRsaPublicKey: (der: Uint8Array) => RsaPublicKey;
}

export interface JsonWebKey extends RsaPublicKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg: 'RS256';
  readonly kid: string;
}

export interface DiscoveryDocument {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly response_types_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly claims_supported: readonly string[];
}

/** The document that AWS reads at `<issuer>/.well-known/openid-configuration`. */
export function discoveryDocument(issuerUrl: string): DiscoveryDocument {
  return {
    issuer: issuerUrl,
    jwks_uri: `${issuerUrl.replace(/\/$/, '')}/.well-known/jwks.json`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: [
      ...['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti'],
      ...['org', 'env', 'current_env', 'root_env', 'trigger_user'],
    ],
  };
}

/** The key set at `jwks_uri`: every key listed, so that tokens of an old key are verified while they live. */
export function keySet(publicKeys: readonly Uint8Array[], crypto: OidcCrypto): { keys: JsonWebKey[] } {
  return { keys: publicKeys.map((der) => jsonWebKey(der, crypto)) };
}

/** One public key with its `kid`, the RFC 7638 thumbprint, which every signer and verifier computes alike. */
export function jsonWebKey(der: Uint8Array, crypto: OidcCrypto): JsonWebKey {
  const { n, e } = crypto.readRsaPublicKey(der);
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid: thumbprint({ n, e }, crypto), n, e };
}

/** RFC 7638: SHA-256 over the required members in the order of their names, without white space. */
function thumbprint(key: RsaPublicKey, crypto: OidcCrypto): string {
  const members = JSON.stringify({ e: key.e, kty: 'RSA', n: key.n });
  return Buffer.from(crypto.sha256(Buffer.from(members))).toString('base64url');
}
