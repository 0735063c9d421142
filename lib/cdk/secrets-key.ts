import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Statement } from '../model/statement.ts';
import type { EnvironmentInput } from './input.ts';
import type { LocalDifferences } from './local-differences.ts';

export interface SecretsKeyProps {
  readonly differences: LocalDifferences;
}

/** The key that secrets in environment documents are encrypted with; what was encrypted is lost with it. */
export class SecretsKey extends Construct {
  private readonly key: Key;

  constructor(scope: Construct, id: string, { differences }: SecretsKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Nightshift: encrypts the secrets that stand in environments',
      enableKeyRotation: true,
      removalPolicy: differences.retains ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // `env set --secret` finds the key by this name.
    new CfnOutput(this, 'Arn', { value: this.key.keyArn }).overrideLogicalId('SecretsKey');
  }

  /** What opens the secrets of an environment and of what it imports, and no other's; nothing where they hold none. */
  statements(environment: EnvironmentInput | undefined): readonly Statement[] {
    const { secretsOf = [] } = environment ?? {};
    if (secretsOf.length === 0) return [];
    const conditions = { StringEquals: { 'kms:EncryptionContext:environment': secretsOf } };
    const reason = 'a run opens the secrets that its own environment and its imports hold';
    return [{ reason, actions: ['kms:Decrypt'], resources: [this.key.keyArn], conditions }];
  }
}
