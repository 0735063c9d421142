/** The claims and the header of a token, read but not verified: the signature is the verifier's affair. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type Decoding =
  | { readonly kind: 'decoded'; readonly token: DecodedToken }
  | { readonly kind: 'malformed'; readonly message: string };

export interface TokenToSign {
  readonly keyId: string;
  readonly claims: object;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** The compact RS256 form of a token: header, claims, signature. */
export async function encodeToken({ keyId, claims, sign }: TokenToSign): Promise<string> {
  const input = `${encodePart({ alg: 'RS256', typ: 'JWT', kid: keyId })}.${encodePart(claims)}`;
  const signature = await sign(Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** Reads a token's header and claims. The message of a malformed one never holds any part of it. */
export function decodeToken(token: string): Decoding {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[A-Za-z0-9_-]*$/.test(part))) {
    return { kind: 'malformed', message: 'the token is not three base64url parts joined by dots' };
  }
  const header = decodePart(parts[0]);
  if (header === undefined) return { kind: 'malformed', message: 'the token has no readable header' };
  const claims = decodePart(parts[1]);
  if (claims === undefined) return { kind: 'malformed', message: 'the token has no readable claims' };
  return { kind: 'decoded', token: { header, claims } };
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decodePart(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
