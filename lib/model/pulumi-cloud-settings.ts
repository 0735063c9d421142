/** How the app deals with Pulumi Cloud. */
export interface PulumiCloudSettings {
  readonly organization: string;
  /** The API: `https://api.pulumi.com`, or that of a self-hosted one. Its tokens name `<url>/oidc` as their issuer. */
  readonly url: string;
  /** Whose access token functions ask for: `organization`, `team:NAME`, `user:LOGIN` or `runner:ID`. */
  readonly accessAs: string;
  /** ARN of the IAM OIDC provider where the account has it already. Left out: the app makes it. */
  readonly provider?: string;
}

/** The issuer that signs the tokens of the service's environments. */
export function pulumiIssuer({ url }: Pick<PulumiCloudSettings, 'url'>): string {
  return `${url}/oidc`;
}
