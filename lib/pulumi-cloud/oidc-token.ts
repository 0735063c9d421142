import type { PulumiCloud } from './call.ts';
import { openAnonymousProperty } from './open.ts';

export interface OidcTokenWanted {
  readonly organization: string;
  readonly audience: string;
}

/**
 * A token that Pulumi Cloud signs, by opening an anonymous environment that holds only `fn::open::oidc`. It is a v2
 * token: its issuer is `<address>/oidc/v2`, which is the provider that the role must trust.
 */
export function mintOidcToken(cloud: PulumiCloud, wanted: OidcTokenWanted): Promise<string> {
  const { organization, audience } = wanted;
  return openAnonymousProperty(cloud, {
    organization,
    // JSON is YAML, so the audience needs no quoting of ours.
    yaml: JSON.stringify({ values: { token: { 'fn::open::oidc': { audience, duration: '10m' } } } }),
    property: 'token',
    lifetimeSeconds: 900,
  });
}
