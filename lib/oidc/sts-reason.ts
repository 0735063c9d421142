import { showSeconds } from './trust-session.ts';
import { issuerHostOf, type PresentedToken, providerArnFor } from './trust-token.ts';

/** What STS said, in its own code and words. */
export interface StsAnswer {
  readonly code: string;
  readonly message: string;
}

/**
 * Why STS refused a token, where its code is about something else than the role's trust policy; undefined where it is
 * not. STS answers "Not authorized" alike for a role that does not exist and for one that does not trust the token.
 */
export function stsReason(answer: StsAnswer, presented: PresentedToken): string | undefined {
  const { claims, roleArn, durationSeconds = 0 } = presented;
  const { code, message } = answer;
  const provider = providerArnFor(roleArn, issuerHostOf(claims.iss));
  const is = (name: string) => code === name || code === `${name}Exception`;
  if (/MaxSessionDuration/.test(message)) {
    const asked = showSeconds(durationSeconds);
    return `the environment asks for ${asked}, which is more than the role's maximum; set a shorter duration, or raise the maximum session duration of the role`;
  }
  if (is('NoOpenIDConnectProviderFoundInYourAccount') || /no openidconnect provider/i.test(message)) {
    return `the role's account has no IAM OIDC provider "${provider}"; "nightshift trust print" writes it`;
  }
  if (/incorrect token audience/i.test(message)) {
    return `the IAM OIDC provider "${provider}" does not list "${claims.aud}" among its client ids (audiences); add it`;
  }
  if (/verification key|idp ?communication/i.test(`${code} ${message}`)) {
    return `AWS cannot read the keys of "${claims.iss}"; look at ${claims.iss.replace(/\/$/, '')}/.well-known/openid-configuration`;
  }
  if (is('ExpiredToken')) return 'the token had expired when it came to STS; look at the clock of this host';
  if (is('InvalidIdentityToken')) {
    return `AWS could not verify the token's signature with the keys of "${claims.iss}"; was the key changed?`;
  }
  return undefined;
}
