import { decodeToken } from './jwt.ts';
import { type StsAnswer, stsReason } from './sts-reason.ts';
import { formatFinding } from './trust-finding.ts';
import { evaluateTrust } from './trust-policy.ts';
import { issuerHostOf, type PresentedToken, providerArnFor } from './trust-token.ts';

export interface RefusedToken {
  readonly token: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** What STS said. Left out: it said no, whatever the reason. */
  readonly answer?: StsAnswer;
  /** The role's trust policy. Left out: nobody here knows it. */
  readonly trust?: KnownTrust;
}

/** What is known of the role that was asked for. */
export interface KnownTrust {
  readonly policy: unknown;
  readonly maxSessionSeconds?: number;
  /** `iam`: as the role has it. `app`: as the app made it when it was deployed. */
  readonly source: 'iam' | 'app';
}

/**
 * Why STS refused a token and what to do, in one line; undefined where what is known does not explain it. Never the
 * token.
 */
export function diagnoseRefusal(refused: RefusedToken): string | undefined {
  const { token, answer, trust, ...role } = refused;
  const decoding = decodeToken(token);
  if (decoding.kind === 'malformed') return decoding.message;
  const { iss, aud, sub } = decoding.token.claims;
  const audience: unknown = Array.isArray(aud) ? aud[0] : aud;
  if (typeof iss !== 'string' || typeof audience !== 'string' || typeof sub !== 'string') {
    return 'the token lacks iss, aud or sub';
  }
  const presented = { ...role, claims: { iss, aud: audience, sub } };
  const reason = answer === undefined ? undefined : stsReason(answer, presented);
  if (reason !== undefined) return reason;
  return trust === undefined ? whatItTakes(presented) : judge(presented, trust);
}

function judge(
  presented: PresentedToken,
  { policy, maxSessionSeconds, source }: KnownTrust,
): string | undefined {
  const limits = maxSessionSeconds === undefined ? {} : { maxSessionSeconds };
  const { kind, findings } = evaluateTrust(policy, { ...presented, ...limits });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(formatFinding).join('; ');
  if (kind === 'undecided') return findings.map(formatFinding).join('; ');
  if (source === 'iam') return undefined;
  const changed =
    'the app made the role with a trust policy that lets this token in, so the role or its provider';
  return `${changed} has been changed or removed since; deploy the app again, or see "nightshift trust check"`;
}

/** The trust policy is not known: what it has to say. */
function whatItTakes({ claims, roleArn }: PresentedToken): string {
  const { iss, aud, sub } = claims;
  const provider = providerArnFor(roleArn, issuerHostOf(iss));
  return `the role must exist and trust "${provider}" with aud "${aud}" and sub "${sub}", both by StringEquals; "nightshift trust check" compares`;
}
