import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { issuerRoleName } from './environment-identity.ts';
import type { EnvironmentInput, FunctionCode } from './input.ts';
import type { Issuer } from './issuer.ts';
import { NodeFunction } from './node-function.ts';

export interface EnvironmentProps {
  readonly organization: string;
  readonly environment: EnvironmentInput;
  readonly issuer: Issuer;
  readonly code: FunctionCode;
}

/** An environment's boundary: the function that mints for it alone, with the role that the base stack made for it. */
export class Environment extends Construct {
  readonly issueToken: NodeFunction;

  constructor(scope: Construct, id: string, props: EnvironmentProps) {
    super(scope, id);
    const { organization, environment, issuer, code } = props;
    const name = issuerRoleName(Stack.of(this), { organization, environment: environment.name });
    this.issueToken = new NodeFunction(this, 'IssueToken', {
      description: `Nightshift issuer: mints tokens for environment ${environment.name}`,
      code: code.issueToken(),
      environment: {
        NIGHTSHIFT_ENVIRONMENT: environment.name,
        NIGHTSHIFT_ISSUER_URL: issuer.url,
        NIGHTSHIFT_KEY_ID: issuer.key.keyArn,
      },
      timeoutSeconds: 10,
      memoryMb: 256,
      // By its name: a hundred references to the base stack would be more outputs than a stack may have.
      role: Role.fromRoleName(this, 'Signer', name),
    });
    // The command line finds the environment's issuer by it.
    const found = { environment: environment.name, issuer: this.issueToken.fn.functionName };
    new CfnOutput(this, 'Output', { value: Stack.of(this).toJsonString(found) });
  }
}
