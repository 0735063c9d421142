import type { TrustContext } from './trust-condition.ts';

/** The one action by which a token becomes a role. */
export const webIdentityAction = 'sts:AssumeRoleWithWebIdentity';

/** What will be presented to STS, and to which role. */
export interface PresentedToken {
  readonly claims: { readonly iss: string; readonly aud: string; readonly sub: string };
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly durationSeconds?: number;
  /** The role's `MaxSessionDuration`. Unknown: not judged. */
  readonly maxSessionSeconds?: number;
  /** How long a second role, taken on with this one's credentials, is asked for. */
  readonly chainedSeconds?: number;
}

/** The token as a policy sees it: its provider's ARN, and the condition keys that STS makes of its claims. */
export interface TokenView {
  readonly claims: PresentedToken['claims'];
  readonly providerArn: string;
  /** The issuer without its scheme: what condition keys begin with. */
  readonly issuerHost: string;
  readonly context: TrustContext;
}

/** What STS will make of a token that is presented for a role. */
export function describeToken(presented: PresentedToken): TokenView {
  const { claims, roleArn, sessionName } = presented;
  const issuerHost = issuerHostOf(claims.iss);
  const providerArn = providerArnFor(roleArn, issuerHost);
  const context = new Map([
    [`${issuerHost}:aud`.toLowerCase(), [claims.aud]],
    [`${issuerHost}:sub`.toLowerCase(), [claims.sub]],
    ['aws:federatedprovider', [providerArn]],
  ]);
  if (sessionName !== undefined) context.set('sts:rolesessionname', [sessionName]);
  return { claims, providerArn, issuerHost, context };
}

/** The ARN of the IAM OIDC provider, which lies in the role's own account. */
export function providerArnFor(roleArn: string, issuerHost: string): string {
  const [, partition = 'aws', , , account = ''] = roleArn.split(':');
  return `arn:${partition}:iam::${account}:oidc-provider/${issuerHost}`;
}

/** The issuer without scheme and last slash: the beginning of condition keys, the end of the provider's ARN. */
export function issuerHostOf(issuerUrl: string): string {
  return issuerUrl.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
