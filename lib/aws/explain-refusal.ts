import { diagnoseRefusal, type KnownTrust } from '../oidc/diagnose.ts';
import { makeTrustPolicy } from '../oidc/make-trust-policy.ts';
import { issuerHostOf, providerArnFor } from '../oidc/trust-token.ts';
import type { MadeRole } from '../run/handle-invocation.ts';
import type { Refusal } from '../run/providers/aws-login.ts';

export interface KnownRoles {
  readonly issuerUrl: string;
  readonly audience: string;
  readonly madeRoles: readonly MadeRole[];
}

/**
 * Why STS refused a function, without a permission to ask IAM: by the trust policy that the app gave the role, or by what
 * the policy of somebody else's role has to say.
 */
export function explainRefusal(refusal: Refusal, known: KnownRoles): string | undefined {
  const trust = trustOf(refusal.roleArn, known);
  return diagnoseRefusal({ ...refusal, ...(trust === undefined ? {} : { trust }) });
}

function trustOf(roleArn: string, { issuerUrl, audience, madeRoles }: KnownRoles): KnownTrust | undefined {
  const made = madeRoles.find(({ roleName }) => roleArn.endsWith(`:role/${roleName}`));
  if (made === undefined) return undefined;
  const { subjects, maxSessionSeconds } = made;
  const providerArn = providerArnFor(roleArn, issuerHostOf(issuerUrl));
  const policy = makeTrustPolicy({ providerArn, issuerUrl, audience, subjects });
  return { policy, maxSessionSeconds, source: 'app' };
}
