import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Job as JobModel } from '../model/job.ts';
import type { Environment } from './environment.ts';
import type { Issuer } from './issuer.ts';

export interface JobVariableProps {
  readonly job: JobModel;
  /** Whose issuer mints the tokens; left out where Pulumi Cloud opens the environment. */
  readonly environment: Environment | undefined;
  readonly issuer: Issuer;
  readonly ledger: Table;
  readonly stateBucket: Bucket;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
  /** Whether the job's task may tell the topic of things. */
  readonly publishes: boolean;
  /** The app's SES configuration set, where the job's task sends mail by it. */
  readonly configurationSet: string | undefined;
}

/** What a job's function is told of the app: names, and no secret. */
export function jobVariables(props: JobVariableProps): Readonly<Record<string, string>> {
  const { job, environment, issuer, topic, publishes, configurationSet } = props;
  return {
    NIGHTSHIFT_JOB: job.name,
    NIGHTSHIFT_LEDGER: props.ledger.tableName,
    NIGHTSHIFT_STATE_BUCKET: props.stateBucket.bucketName,
    NIGHTSHIFT_DEAD_LETTERS: props.deadLetters.queueUrl,
    ...(environment === undefined
      ? {}
      : {
          NIGHTSHIFT_ISSUE_TOKEN: environment.issueToken.fn.functionName,
          NIGHTSHIFT_ISSUER_URL: issuer.url,
        }),
    ...(publishes ? { NIGHTSHIFT_TOPIC: topic.topicArn } : {}),
    ...(configurationSet === undefined ? {} : { NIGHTSHIFT_CONFIGURATION_SET: configurationSet }),
  };
}
