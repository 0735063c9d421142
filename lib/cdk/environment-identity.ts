import { createHash } from 'node:crypto';
import { CfnJson, Duration, Stack, Token } from 'aws-cdk-lib';
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
import type { EnvironmentInput } from './input.ts';
import type { Issuer } from './issuer.ts';

const ISSUER_PREFIX = 'nightshift-issuer-';
const MAX_ROLE_NAME = 64;
const LONGEST_REGION = 'ap-northeast-1'.length;
/** AWS grants no shorter sessions than this to a role. */
const MIN_SESSION_SECONDS = 3600;

export interface EnvironmentIdentityProps {
  readonly organization: string;
  readonly environment: EnvironmentInput;
  /** What the tasks that use this environment need, already without repetitions. */
  readonly statements: readonly Statement[];
  /** Whether our stack makes the roles that the environment opens; otherwise they are somebody else's. */
  readonly managesRole: boolean;
  readonly issuer: Issuer;
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
    this.makeSigner(props);
    if (!props.managesRole) return;
    const roleNames = new Set(props.environment.logins.map(({ roleName }) => roleName));
    for (const [index, roleName] of [...roleNames].entries()) {
      this.makeRole(index === 0 ? 'Role' : `Role${index + 1}`, { roleName, props });
    }
  }

  /** The public key gives the token's key id; signing is what this role is for. */
  private makeSigner({ organization, environment, issuer }: EnvironmentIdentityProps): void {
    const sign = new PolicyStatement({
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resources: [issuer.key.keyArn],
    });
    new Role(this, 'Signer', {
      roleName: issuerRoleName(Stack.of(this), { organization, environment: environment.name }),
      description: `Nightshift issuer: signs the tokens of environment ${environment.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { sign: new PolicyDocument({ statements: [sign] }) },
    });
  }

  /** Trusts our provider with audience and subject pinned, and may do what the environment's tasks need. */
  private makeRole(
    id: string,
    { roleName, props }: { roleName: string; props: EnvironmentIdentityProps },
  ): void {
    const { environment, issuer, statements } = props;
    const logins = environment.logins.filter((login) => login.roleName === roleName);
    const subjects = [...new Set(logins.map(({ subject }) => subject))];
    const pinned = {
      [`${issuer.host}:aud`]: environment.audience,
      [`${issuer.host}:sub`]: subjects.length === 1 ? subjects[0] : subjects,
    };
    // An address that is known only when it exists cannot be a key of a template.
    const conditions = Token.isUnresolved(issuer.host)
      ? new CfnJson(this, `${id}Trust`, { value: pinned })
      : pinned;
    new Role(this, id, {
      roleName,
      description: `Nightshift: what the jobs of environment ${environment.name} may do`,
      assumedBy: new WebIdentityPrincipal(issuer.providerArn, { StringEquals: conditions }),
      maxSessionDuration: Duration.seconds(
        Math.max(MIN_SESSION_SECONDS, ...logins.map((login) => login.durationSeconds)),
      ),
      ...(statements.length === 0 ? {} : { inlinePolicies: { tasks: toPolicy(statements) } }),
    });
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
