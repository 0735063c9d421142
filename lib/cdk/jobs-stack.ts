import { Stack, type StackProps } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Job as JobModel } from '../model/job.ts';
import type { BaseStack } from './base-stack.ts';
import { Environment } from './environment.ts';
import type { AppInput } from './input.ts';
import { Job } from './job.ts';
import type { LocalDifferences } from './local-differences.ts';
import { configurationSetName } from './mail-feedback.ts';

export interface JobsStackProps extends StackProps {
  readonly input: AppInput;
  readonly jobs: readonly JobModel[];
  /** Environments that earlier stacks made; what this stack makes is added. */
  readonly environments: Map<string, Environment>;
  readonly base: BaseStack;
  readonly differences: LocalDifferences;
  /** When the app is built. */
  readonly now: Date;
}

/** At most twenty jobs, with the issuer functions of the environments that they are the first to use. Nothing here has a fixed name. */
export class JobsStack extends Stack {
  constructor(scope: Construct, id: string, props: JobsStackProps) {
    super(scope, id, props);
    const { base, differences, input, jobs, now } = props;
    // Imported by its ARN: a rule's target would otherwise write this stack's rules into the base stack's queue policy.
    const deadLetters = Queue.fromQueueArn(this, 'DeadLetters', base.deadLetters.queueArn);
    for (const job of jobs) {
      const cloud = input.environments.get(job.environment)?.cloud;
      const environment = cloud === undefined ? this.environmentOf(job, props) : undefined;
      new Job(this, `Job-${job.name}`, {
        job,
        environment,
        cloud,
        issuer: base.issuer,
        secrets: base.secrets.statements(input.environments.get(job.environment)),
        ledger: base.ledger,
        stateBucket: base.stateBucket,
        deadLetters,
        topic: base.topic,
        publishes: input.publishes(job),
        configurationSet: input.mails(job) ? configurationSetName(input.jobsFile.organization) : undefined,
        code: input.code,
        continues: input.continues(job),
        distribution: input.distribution(job),
        differences,
        now,
      });
    }
  }

  private environmentOf({ environment: name }: JobModel, props: JobsStackProps): Environment {
    const environment = props.environments.get(name) ?? this.makeEnvironment(name, props);
    props.environments.set(name, environment);
    return environment;
  }

  private makeEnvironment(name: string, { input, base }: JobsStackProps): Environment {
    const environment = input.environments.get(name);
    if (environment === undefined) throw new Error(`environment "${name}" was not checked before synthesis`);
    return new Environment(this, `Environment-${name.replace('/', ':')}`, {
      organization: input.jobsFile.organization,
      environment,
      issuer: base.issuer,
      code: input.code,
    });
  }
}
