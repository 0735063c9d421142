import { CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ApiMapping, CfnStage, DomainName, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  OidcProviderNative,
  OpenIdConnectProvider,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IssuerSettings } from '../model/job.ts';
import type { FunctionCode } from './input.ts';
import type { LocalDifferences } from './local-differences.ts';
import { NodeFunction } from './node-function.ts';

export interface IssuerProps {
  readonly audiences: readonly string[];
  /** Names of the roles that may sign, known before the roles exist. */
  readonly signerRoleNames: readonly string[];
  /** The stable address, if one is set. */
  readonly address: IssuerSettings;
  readonly code: FunctionCode;
  readonly differences: LocalDifferences;
}

/** Our OIDC provider: the signing key in KMS, the two well-known documents, and IAM's record of it. */
export class Issuer extends Construct {
  readonly url: string;
  readonly key: Key;
  readonly providerArn: string;

  constructor(scope: Construct, id: string, props: IssuerProps) {
    super(scope, id);
    this.key = this.makeKey(props);
    const api = this.makeApi(props);
    this.url = props.address.domain === undefined ? api.apiEndpoint : `https://${props.address.domain}`;
    this.serveDocuments(api, props);
    this.providerArn = this.makeProvider(props);
  }

  /** `<host>:aud` and `<host>:sub` are the condition keys of the roles that trust this issuer. */
  get host(): string {
    return Fn.select(2, Fn.split('/', this.url));
  }

  /** The account administers the key, but only the issuer functions sign: who signs is every environment. */
  private makeKey({ signerRoleNames, differences }: IssuerProps): Key {
    const { account, partition } = Stack.of(this);
    const signers = signerRoleNames.map((name) => ({ partition, account, name }));
    const administer = new PolicyStatement({
      sid: 'AccountAdministers',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:*'],
      resources: ['*'],
    });
    const onlyIssuersSign = new PolicyStatement({
      sid: 'OnlyIssuersSign',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Sign'],
      resources: ['*'],
      conditions: differences.nobodyBut(signers),
    });
    return new Key(this, 'Key', {
      description: 'Nightshift: signs the tokens that environments present to STS',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: new PolicyDocument({ statements: [administer, onlyIssuersSign] }),
      removalPolicy: differences.retains ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  private makeApi({ address, differences }: IssuerProps): HttpApi {
    const api = new HttpApi(this, 'Api', {
      apiName: 'nightshift-issuer',
      description: 'Nightshift: OpenID discovery document and key set',
    });
    // Kept, an address that roles elsewhere trust never becomes somebody else's.
    if (differences.retains) api.applyRemovalPolicy(RemovalPolicy.RETAIN);
    if (address.domain !== undefined) this.mapDomain(api, address.domain, address.certificateArn);
    return api;
  }

  private mapDomain(api: HttpApi, name: string, certificateArn: string | undefined): void {
    if (certificateArn === undefined)
      throw new Error('issuer.domain needs issuer.certificateArn in jobs.yaml');
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new ApiMapping(this, 'DomainMapping', { api, domainName });
    // What the domain's CNAME or alias record has to point to.
    new CfnOutput(this, 'DomainTarget', { value: domainName.regionalDomainName }).overrideLogicalId(
      'IssuerDomainTarget',
    );
  }

  private serveDocuments(api: HttpApi, { code }: IssuerProps): void {
    const discovery = new NodeFunction(this, 'Discovery', {
      description: 'Nightshift issuer: serves the discovery document and the key set',
      code: code.discovery(),
      environment: { NIGHTSHIFT_ISSUER_URL: this.url, NIGHTSHIFT_KEY_IDS: this.key.keyArn },
      timeoutSeconds: 10,
      memoryMb: 256,
    });
    discovery.allow(['kms:GetPublicKey'], [this.key.keyArn]);
    const integration = new HttpLambdaIntegration('Documents', discovery.fn);
    for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json']) {
      api.addRoutes({ path, methods: [HttpMethod.GET], integration });
    }
    this.guardStage(api);
  }

  /** Whoever asks is answered, but not at the cost of the concurrency that the account's functions share. */
  private guardStage(api: HttpApi): void {
    const stage = api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) return;
    stage.defaultRouteSettings = { throttlingRateLimit: 20, throttlingBurstLimit: 40 };
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    stage.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      format: JSON.stringify({
        time: '$context.requestTime',
        path: '$context.path',
        status: '$context.status',
      }),
    };
  }

  /** The thumbprint is of no consequence (AWS checks public CAs itself), but without one the local construct would open a TLS connection. */
  private makeProvider({ audiences, differences }: IssuerProps): string {
    const clientIds = [...audiences];
    if (differences.nativeOidcProvider) {
      return new OidcProviderNative(this, 'Provider', { url: this.url, clientIds }).oidcProviderArn;
    }
    const props = { url: this.url, clientIds, thumbprints: ['0'.repeat(40)] };
    return new OpenIdConnectProvider(this, 'Provider', props).openIdConnectProviderArn;
  }
}
