import { issuerHostOf, webIdentityAction } from './trust-token.ts';

export interface TrustPolicyRequest {
  readonly providerArn: string;
  readonly issuerUrl: string;
  readonly audience: string;
  /** Exact subjects: one, or more where several environments share the role. */
  readonly subjects: readonly string[];
}

/** A trust policy as IAM wants it, in the order a reader expects. */
export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Principal: { readonly Federated: string };
    readonly Action: string;
    readonly Condition: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> };
  }[];
}

/** The trust policy that lets in exactly these subjects: provider, aud and sub, all by StringEquals. */
export function makeTrustPolicy(request: TrustPolicyRequest): TrustPolicy {
  const { providerArn, issuerUrl, audience, subjects } = request;
  const host = issuerHostOf(issuerUrl);
  const [subject = '', ...more] = subjects;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: webIdentityAction,
        Condition: {
          StringEquals: {
            [`${host}:aud`]: audience,
            [`${host}:sub`]: more.length === 0 ? subject : subjects,
          },
        },
      },
    ],
  };
}

/** A role, and all that its trust policy lets in. */
export interface TrustedRole {
  readonly roleName: string;
  readonly subjects: readonly string[];
  readonly maxSessionSeconds: number;
}

export interface TrustTemplateRequest {
  readonly issuerUrl: string;
  readonly audience: string;
  readonly roles: readonly TrustedRole[];
  /** An account has one provider per issuer: with another environment's already there, leave it out. */
  readonly makesProvider: boolean;
}

/** A CloudFormation template with the OIDC provider and the roles, for whichever account it is deployed to. */
export function makeTrustTemplate(request: TrustTemplateRequest): object {
  const { issuerUrl, audience, roles, makesProvider } = request;
  const host = issuerHostOf(issuerUrl);
  const provider = {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: issuerUrl, ClientIdList: [audience] },
  };
  const named = roles.map((role, index) => [
    `Role${index === 0 ? '' : index + 1}`,
    roleResource(role, request),
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Lets tokens of ${host} take on ${roles.map(({ roleName }) => roleName).join(', ')}`,
    Resources: { ...(makesProvider ? { OidcProvider: provider } : {}), ...Object.fromEntries(named) },
  };
}

function roleResource(role: TrustedRole, request: TrustTemplateRequest): object {
  const { issuerUrl, audience, makesProvider } = request;
  const providerArn = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${issuerHostOf(issuerUrl)}`;
  const policy = makeTrustPolicy({ issuerUrl, audience, subjects: role.subjects, providerArn: '' });
  const Federated = makesProvider ? { Ref: 'OidcProvider' } : { 'Fn::Sub': providerArn };
  const Statement = policy.Statement.map((statement) => ({ ...statement, Principal: { Federated } }));
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: role.roleName,
      MaxSessionDuration: role.maxSessionSeconds,
      AssumeRolePolicyDocument: { ...policy, Statement },
    },
  };
}
