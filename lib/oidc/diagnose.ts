import { decodeToken } from './jwt.ts';
import { formatFinding } from './trust-finding.ts';
import { evaluateTrust } from './trust-policy.ts';

export interface RefusedToken {
  readonly token: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** The role's trust policy, as IAM has it or as our stack made it. */
  readonly policy: unknown;
  readonly maxSessionSeconds?: number;
}

/** Why STS refused a token, in one line; undefined where the trust policy does not explain it. Never the token. */
export function diagnoseRefusal(refused: RefusedToken): string | undefined {
  const { token, policy, ...presented } = refused;
  const decoding = decodeToken(token);
  if (decoding.kind === 'malformed') return decoding.message;
  const { iss, aud, sub } = decoding.token.claims;
  const audience: unknown = Array.isArray(aud) ? aud[0] : aud;
  if (typeof iss !== 'string' || typeof audience !== 'string' || typeof sub !== 'string') {
    return 'the token lacks iss, aud or sub';
  }
  const { kind, findings } = evaluateTrust(policy, { ...presented, claims: { iss, aud: audience, sub } });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(formatFinding).join('; ');
  if (kind === 'undecided') return findings.map(formatFinding).join('; ');
  return undefined;
}
