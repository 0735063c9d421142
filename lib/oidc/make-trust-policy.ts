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

export interface TrustTemplateRequest {
  readonly issuerUrl: string;
  readonly audience: string;
  readonly subjects: readonly string[];
  readonly roleName: string;
  readonly maxSessionSeconds: number;
}

/** A CloudFormation template with the OIDC provider and the role, for an account that is not ours. */
export function makeTrustTemplate(request: TrustTemplateRequest): object {
  const { issuerUrl, audience, roleName, maxSessionSeconds } = request;
  const policy = makeTrustPolicy({ ...request, providerArn: '' });
  const statement = { ...policy.Statement[0], Principal: { Federated: { Ref: 'OidcProvider' } } };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Lets the environment's tokens of ${issuerHostOf(issuerUrl)} take on the role ${roleName}`,
    Resources: {
      OidcProvider: {
        Type: 'AWS::IAM::OIDCProvider',
        Properties: { Url: issuerUrl, ClientIdList: [audience] },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: roleName,
          MaxSessionDuration: maxSessionSeconds,
          AssumeRolePolicyDocument: { ...policy, Statement: [statement] },
        },
      },
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  };
}
