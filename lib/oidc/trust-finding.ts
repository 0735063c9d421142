/** What the trust doctor may name. Every rule has one meaning; its place and values are in the message. */
export type TrustRule =
  | 'malformed'
  | 'no-allow'
  | 'explicit-deny'
  | 'action'
  | 'principal'
  | 'provider-arn'
  | 'condition-key'
  | 'operator'
  | 'audience'
  | 'subject'
  | 'condition-value'
  | 'duration'
  | 'chaining'
  | 'undecided'
  | 'audience-missing'
  | 'subject-missing'
  | 'subject-wide'
  | 'subject-negated'
  | 'like-without-wildcard'
  | 'for-all-values'
  | 'if-exists'
  | 'principal-everyone';

/** One thing to know of a trust policy. An error keeps the token out; a warning lets too many in, or may. */
export interface TrustFinding {
  readonly severity: 'error' | 'warning';
  readonly rule: TrustRule;
  /** Where in the policy: `Statement[0].Condition.StringEquals["issuer.example:aud"]`. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** One line for people: what is wrong, and what to do. */
export function formatFinding(finding: TrustFinding): string {
  const { severity, path, message, fix } = finding;
  return `${severity === 'warning' ? 'warning: ' : ''}${path}: ${message}; ${fix}`;
}
