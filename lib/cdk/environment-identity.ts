import { createHash } from 'node:crypto';
import { CfnJson, CfnOutput, Duration, Stack, Token } from 'aws-cdk-lib';
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Statement } from '../model/statement.ts';
import type { TrustedRole } from '../oidc/make-trust-policy.ts';
import type { EnvironmentInput } from './input.ts';
import { madeRolesOf } from './made-roles.ts';

const ISSUER_PREFIX = 'nightshift-issuer-';
const MAX_ROLE_NAME = 64;
const LONGEST_REGION = 'ap-northeast-1'.length;

export interface EnvironmentIdentityProps {
  readonly organization: string;
  readonly environment: EnvironmentInput;
  /** What the tasks that use this environment need, already without repetitions. */
  readonly statements: readonly Statement[];
  /** Whether our stack makes the roles that the environment opens; otherwise they are somebody else's. */
  readonly managesRole: boolean;
  /** Whose tokens the roles trust. */
  readonly trusts: TrustedProvider;
  /** With what our own issuer signs its tokens; left out where somebody else's issuer does. */
  readonly signingKeyArn?: string;
}

/** An IAM OIDC provider: its ARN, and what the condition keys of its tokens begin with. */
export interface TrustedProvider {
  readonly host: string;
  readonly providerArn: string;
}

/**
 * The role name of an environment's issuer function, known before it exists: the key's policy names it. IAM's names
 * are the account's, whatever the Region, and take no notice of case; the hash keeps `a-b/c` and `a/b-c` apart.
 */
export function issuerRoleName(
  stack: Stack,
  { organization, environment }: { organization: string; environment: string },
): string {
  const hash = createHash('sha256').update(`${organization}/${environment}`).digest('hex').slice(0, 8);
  const room = MAX_ROLE_NAME - ISSUER_PREFIX.length - LONGEST_REGION - hash.length - 2;
  const readable = environment.replace('/', '-').slice(0, room);
  return `${ISSUER_PREFIX}${stack.region}-${readable}-${hash}`;
}

/**
 * Who an environment is: the role that may sign its tokens, and the roles that its tokens open. Their names are fixed,
 * so they lie in the base stack, where they stay when jobs move from stack to stack.
 */
export class EnvironmentIdentity extends Construct {
  constructor(scope: Construct, id: string, props: EnvironmentIdentityProps) {
    super(scope, id);
    if (props.signingKeyArn !== undefined) this.makeSigner(props, props.signingKeyArn);
    if (!props.managesRole) return;
    for (const [index, made] of madeRolesOf(props.environment.logins).entries()) {
      this.makeRole(index === 0 ? 'Role' : `Role${index + 1}`, { made, props });
    }
  }

  /** The public key gives the token's key id; signing is what this role is for. */
  private makeSigner({ organization, environment }: EnvironmentIdentityProps, keyArn: string): void {
    const sign = new PolicyStatement({
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: [keyArn],
    });
    new Role(this, 'Signer', {
      roleName: issuerRoleName(Stack.of(this), { organization, environment: environment.name }),
      description: `Nightshift issuer: signs the tokens of environment ${environment.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { sign: new PolicyDocument({ statements: [sign] }) },
    });
  }

  /** Trusts the one provider with audience and subject pinned, and may do what the environment's tasks need. */
  private makeRole(
    id: string,
    { made, props }: { made: TrustedRole; props: EnvironmentIdentityProps },
  ): void {
    const { environment, trusts, statements } = props;
    const { roleName, subjects, maxSessionSeconds } = made;
    const pinned = {
      [`${trusts.host}:aud`]: environment.audience,
      [`${trusts.host}:sub`]: subjects.length === 1 ? subjects[0] : subjects,
    };
    // An address that is known only when it exists cannot be a key of a template.
    const conditions = Token.isUnresolved(trusts.host)
      ? new CfnJson(this, `${id}Trust`, { value: pinned })
      : pinned;
    const role = new Role(this, id, {
      roleName,
      description: `Nightshift: what the jobs of environment ${environment.name} may do`,
      assumedBy: new WebIdentityPrincipal(trusts.providerArn, { StringEquals: conditions }),
      maxSessionDuration: Duration.seconds(maxSessionSeconds),
      ...(statements.length === 0 ? {} : { inlinePolicies: { tasks: toPolicy(statements) } }),
    });
    if (environment.cloud !== undefined) this.tell(role, environment.name);
  }

  /** What the document in Pulumi Cloud has to name as its `roleArn`. */
  private tell({ roleArn }: Role, environment: string): void {
    const description = `roleArn of fn::open::aws-login in ${environment}`;
    new CfnOutput(this, 'RoleArn', { value: roleArn, description });
  }
}

function toPolicy(statements: readonly Statement[]): PolicyDocument {
  return new PolicyDocument({
    statements: statements.map(
      ({ actions, resources, conditions }) =>
        new PolicyStatement({
          effect: Effect.ALLOW,
          actions: [...actions],
          resources: [...resources],
          ...(conditions === undefined ? {} : { conditions }),
        }),
    ),
  });
}
