import { Stack, type StackProps } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Job as JobModel } from '../model/job.ts';
import type { Statement } from '../model/statement.ts';
import type { BaseStack } from './base-stack.ts';
import { Environment } from './environment.ts';
import type { AppInput, EnvironmentInput } from './input.ts';
import { Job } from './job.ts';
import type { LocalDifferences } from './local-differences.ts';

export interface JobsStackProps extends StackProps {
  readonly input: AppInput;
  readonly jobs: readonly JobModel[];
  /** Environments that earlier stacks made; what this stack makes is added. */
  readonly environments: Map<string, Environment>;
  readonly base: BaseStack;
  readonly differences: LocalDifferences;
}

/** At most twenty jobs with the environments that they are the first to use. */
export class JobsStack extends Stack {
  constructor(scope: Construct, id: string, props: JobsStackProps) {
    super(scope, id, props);
    const { base, differences, input, jobs, environments } = props;
    // Imported by its ARN: a rule's target would otherwise write this stack's rules into the base stack's queue policy.
    const deadLetters = Queue.fromQueueArn(this, 'DeadLetters', base.deadLetters.queueArn);
    for (const job of jobs) {
      const environment = environments.get(job.environment) ?? this.makeEnvironment(job.environment, props);
      environments.set(job.environment, environment);
      new Job(this, job.name, {
        job,
        environment,
        issuer: base.issuer,
        ledger: base.ledger,
        stateBucket: base.stateBucket,
        deadLetters,
        topic: base.topic,
        code: input.code,
        differences,
      });
    }
  }

  private makeEnvironment(name: string, { input, base, differences }: JobsStackProps): Environment {
    const environment: EnvironmentInput | undefined = input.environments.get(name);
    if (environment === undefined) throw new Error(`environment "${name}" was not checked before synthesis`);
    const users = input.jobsFile.jobs.filter((job) => job.environment === name);
    const managed = users.filter((job) => job.role === 'managed');
    return new Environment(this, `Environment-${name.replace('/', '-')}`, {
      organization: input.jobsFile.organization,
      environment,
      managesRole: managed.length > 0,
      statements: uniqueStatements(managed.flatMap((job) => this.statementsOf(job, input))).map(
        differences.statement,
      ),
      issuer: base.issuer,
      code: input.code,
      differences,
    });
  }

  private statementsOf(job: JobModel, input: AppInput): readonly Statement[] {
    const { partition, account, region } = this;
    return input.statements(job, { partition, account, region: job.region ?? region });
  }
}

function uniqueStatements(statements: readonly Statement[]): readonly Statement[] {
  const byText = new Map(
    statements.map((statement) => {
      const { reason: _reason, ...meaning } = statement;
      return [JSON.stringify(meaning), statement];
    }),
  );
  return [...byText.values()];
}
