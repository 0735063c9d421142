import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface NodeFunctionProps {
  /** Free text; Lambda takes any character. */
  readonly description: string;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The function may invoke itself, and Lambda does not take the chain for a loop. Default: false. */
  readonly invokesItself?: boolean;
  /** An execution role that was made elsewhere. Default: a role of the function's own. */
  readonly role?: IRole;
}

/** A function with its log group; its execution role may write to that log group, and here to nothing else yet. */
export class NodeFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly role: IRole;
  private readonly policy: Policy;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = props.role ?? this.makeRole();
    this.role = role;
    // The name tells the stack: on a role that is not the stack's own, two stacks must not overwrite each other's policy.
    this.policy = new Policy(this, 'Policy', {
      policyName: Names.uniqueResourceName(this, { maxLength: 128 }),
      roles: [role],
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.fn = new LambdaFunction(this, 'Function', {
      description: props.description.slice(0, 256),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role,
      logGroup,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      environment: { ...props.environment },
      ...(props.invokesItself === true ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    });
    // Lambda checks at once whether the role may write to the function's destination.
    this.fn.node.addDependency(this.policy);
    if (props.invokesItself === true) this.allowItself(role);
  }

  /** A policy of its own, for the function waits for the other one. */
  private allowItself(role: IRole): void {
    new Policy(this, 'Continue', {
      policyName: `${Names.uniqueResourceName(this, { maxLength: 119 })}-continue`,
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.fn.functionArn] }),
      ],
    });
  }

  /** Adds one permission to the execution role; the reason stands in the code that calls. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Record<string, unknown>,
  ): void {
    this.policy.addStatements(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }

  /** IAM's descriptions take Latin-1 alone, so no text of the user's stands in it. */
  private makeRole(): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Nightshift: execution role of ${this.node.path}`,
    });
  }
}
