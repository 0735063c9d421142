import { CfnOutput } from 'aws-cdk-lib';
import { OidcProviderNative, OpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type PulumiCloudSettings, pulumiIssuer } from '../model/pulumi-cloud-settings.ts';
import type { LocalDifferences } from './local-differences.ts';

export interface PulumiProviderProps {
  readonly settings: PulumiCloudSettings;
  /** What tokens may name as `aud`, each once. */
  readonly audiences: readonly string[];
  readonly differences: LocalDifferences;
}

/** IAM's record of Pulumi Cloud's issuer, made here or, with `provider`, the account's own. */
export class PulumiProvider extends Construct {
  readonly providerArn: string;
  /** `<host>:aud` and `<host>:sub` are the condition keys of the roles that trust this issuer. */
  readonly host: string;

  constructor(scope: Construct, id: string, props: PulumiProviderProps) {
    super(scope, id);
    this.host = pulumiIssuer(props.settings).replace('https://', '');
    this.providerArn = props.settings.provider ?? this.makeProvider(props);
    new CfnOutput(this, 'Arn', { value: this.providerArn }).overrideLogicalId('PulumiProviderArn');
  }

  /** AWS checks the certificates of public CAs itself; the thumbprint only keeps the local construct off the network. */
  private makeProvider({ settings, audiences, differences }: PulumiProviderProps): string {
    const props = { url: pulumiIssuer(settings), clientIds: [...audiences] };
    if (differences.nativeOidcProvider)
      return new OidcProviderNative(this, 'Provider', props).oidcProviderArn;
    return new OpenIdConnectProvider(this, 'Provider', { ...props, thumbprints: ['0'.repeat(40)] })
      .openIdConnectProviderArn;
  }
}
