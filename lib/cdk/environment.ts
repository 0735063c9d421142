import { createHash } from 'node:crypto';
import { CfnJson, Duration, type Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Statement } from '../model/statement.ts';
import type { EnvironmentInput, FunctionCode, Login } from './input.ts';
import type { Issuer } from './issuer.ts';
import type { LocalDifferences } from './local-differences.ts';
import { NodeFunction } from './node-function.ts';

const MAX_ROLE_NAME = 64;

export interface EnvironmentProps {
  readonly organization: string;
  readonly environment: EnvironmentInput;
  /** What the tasks that use this environment need, already without repetitions. */
  readonly statements: readonly Statement[];
  /** Whether our stack makes the role; otherwise it is somebody else's. */
  readonly managesRole: boolean;
  readonly issuer: Issuer;
  readonly code: FunctionCode;
  readonly differences: LocalDifferences;
}

/** The role name of an environment's issuer function, known before it exists: the key's policy names it. */
export function issuerRoleName(organization: string, environment: string): string {
  const name = `nightshift-issuer-${organization}-${environment.replace('/', '-')}`;
  if (name.length <= MAX_ROLE_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_ROLE_NAME - 9)}-${hash}`;
}

/** An environment's boundary: the function that mints for it alone, and the one role that its token opens. */
export class Environment extends Construct {
  readonly issueToken: NodeFunction;

  constructor(scope: Construct, id: string, props: EnvironmentProps) {
    super(scope, id);
    this.issueToken = this.makeIssueToken(props);
    if (!props.managesRole) return;
    for (const [index, login] of props.environment.logins.entries()) {
      this.makeRole(index === 0 ? 'Role' : `Role${index + 1}`, { login, props });
    }
  }

  private makeIssueToken({ organization, environment, issuer, code }: EnvironmentProps): NodeFunction {
    const issueToken = new NodeFunction(this, 'IssueToken', {
      description: `Nightshift issuer: mints tokens for environment ${environment.name}`,
      code: code.issueToken(),
      environment: {
        NIGHTSHIFT_ENVIRONMENT: environment.name,
        NIGHTSHIFT_ISSUER_URL: issuer.url,
        NIGHTSHIFT_KEY_ID: issuer.key.keyArn,
      },
      timeoutSeconds: 10,
      memoryMb: 256,
      roleName: issuerRoleName(organization, environment.name),
    });
    // The public key gives the token's key id; signing is what this function is for.
    issueToken.allow(['kms:Sign', 'kms:GetPublicKey'], [issuer.key.keyArn]);
    return issueToken;
  }

  /** Trusts our provider with audience and subject pinned, and may do what its tasks need. */
  private makeRole(id: string, { login, props }: { login: Login; props: EnvironmentProps }): Role {
    const { environment, issuer, statements } = props;
    const conditions = new CfnJson(this, `${id}Trust`, {
      value: { [`${issuer.host}:aud`]: environment.audience, [`${issuer.host}:sub`]: login.subject },
    });
    return new Role(this, id, {
      roleName: login.roleName,
      description: `Nightshift: what the jobs of environment ${environment.name} may do`,
      assumedBy: new WebIdentityPrincipal(issuer.providerArn, { StringEquals: conditions }),
      maxSessionDuration: Duration.seconds(Math.max(3600, login.durationSeconds)),
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

/** Where the statements of a stack's tasks lie. */
export function placeOf(stack: Stack, region: string | undefined) {
  return { partition: stack.partition, account: stack.account, region: region ?? stack.region };
}
