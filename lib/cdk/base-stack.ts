import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { makeDashboard } from './dashboard.ts';
import { EnvironmentIdentity, issuerRoleName } from './environment-identity.ts';
import { environmentStatements } from './environment-statements.ts';
import type { AppInput, EnvironmentInput } from './input.ts';
import { Issuer } from './issuer.ts';
import type { LocalDifferences } from './local-differences.ts';
import { MailFeedback } from './mail-feedback.ts';
import { makeOversight } from './oversight.ts';
import { PulumiProvider } from './pulumi-provider.ts';
import { SecretsKey } from './secrets-key.ts';

export interface BaseStackProps extends StackProps {
  readonly input: AppInput;
  readonly differences: LocalDifferences;
}

/** What all jobs share: issuer, the environments' identities, ledger, state bucket, dead letters, alarm topic, dashboard. */
export class BaseStack extends Stack {
  readonly issuer: Issuer;
  readonly secrets: SecretsKey;
  readonly ledger: Table;
  readonly stateBucket: Bucket;
  readonly deadLetters: Queue;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: BaseStackProps) {
    super(scope, id, props);
    const { input, differences } = props;
    const { jobsFile, environments } = input;
    const ownEnvironments = [...environments.values()].filter(({ cloud }) => cloud === undefined);
    this.issuer = new Issuer(this, 'Issuer', {
      audiences: audiencesOf(ownEnvironments),
      signerRoleNames: ownEnvironments.map(({ name: environment }) =>
        issuerRoleName(this, { organization: jobsFile.organization, environment }),
      ),
      address: jobsFile.issuer,
      code: input.code,
      differences,
    });
    this.makeIdentities(props, this.makePulumiProvider(props));
    this.secrets = new SecretsKey(this, 'Secrets', { differences });
    this.ledger = this.makeLedger(differences);
    this.stateBucket = this.makeStateBucket(differences);
    this.deadLetters = this.makeDeadLetters();
    this.topic = this.makeTopic(jobsFile.alarmEmails);
    const { ledger, topic, deadLetters } = this;
    makeOversight(this, { ledger, topic, deadLetters, differences, jobs: jobsFile.jobs, code: input.code });
    this.makeMailFeedback(input);
    this.tell();
    makeDashboard(this, { jobNames: jobsFile.jobs.map(({ name }) => name), deadLetters: this.deadLetters });
  }

  /** Only where a job sends mail: an account without SES needs none. */
  private makeMailFeedback({ jobsFile, mails, code }: AppInput): void {
    if (!jobsFile.jobs.some(mails)) return;
    const { ledger, topic, deadLetters } = this;
    const { organization } = jobsFile;
    new MailFeedback(this, 'MailFeedback', { organization, ledger, topic, deadLetters, code });
  }

  /** The command line finds the app's parts by these. */
  private tell(): void {
    const outputs = {
      Ledger: this.ledger.tableName,
      StateBucket: this.stateBucket.bucketName,
      DeadLetters: this.deadLetters.queueUrl,
      Topic: this.topic.topicArn,
      IssuerUrl: this.issuer.url,
      SigningKey: this.issuer.key.keyArn,
    };
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, `${name}Output`, { value }).overrideLogicalId(name);
  }

  private makePulumiProvider({ input, differences }: BaseStackProps): PulumiProvider | undefined {
    const { pulumiCloud: settings } = input.jobsFile;
    if (settings === undefined) return undefined;
    const used = [...input.environments.values()].filter(({ cloud }) => cloud !== undefined);
    const audiences = [...new Set([`aws:${settings.organization}`, ...audiencesOf(used)])];
    return new PulumiProvider(this, 'PulumiProvider', { settings, audiences, differences });
  }

  private makeIdentities({ input, differences }: BaseStackProps, pulumi: PulumiProvider | undefined): void {
    const { partition, account, region } = this;
    for (const [name, environment] of input.environments) {
      const users = input.jobsFile.jobs.filter((job) => job.environment === name && job.role === 'managed');
      new EnvironmentIdentity(this, `Environment-${name.replaceAll('/', ':')}`, {
        organization: input.jobsFile.organization,
        environment,
        managesRole: users.length > 0,
        statements: environmentStatements(users, {
          statements: input.statements,
          place: { partition, account, region },
        }).map(differences.statement),
        ...(environment.cloud === undefined
          ? { trusts: this.issuer, signingKeyArn: this.issuer.key.keyArn }
          : { trusts: pulumiProvider(pulumi, name) }),
      });
    }
  }

  private makeLedger(differences: LocalDifferences): Table {
    return new Table(this, 'Ledger', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: differences.retains ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  private makeStateBucket(differences: LocalDifferences): Bucket {
    return new Bucket(this, 'State', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy: differences.retains ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** EventBridge may write here for the account's own rules; functions and schedules do it with their roles. */
  private makeDeadLetters(): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: {
            'aws:SourceArn': this.formatArn({ service: 'events', resource: 'rule', resourceName: '*' }),
          },
        },
      }),
    );
    return queue;
  }

  /** A topic with any policy of its own has lost the one that SNS gives it, and with it the alarms' right to publish. */
  private makeTopic(emails: readonly string[]): Topic {
    const topic = new Topic(this, 'Alarms', { displayName: 'Nightshift alarms', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}

function pulumiProvider(provider: PulumiProvider | undefined, environment: string): PulumiProvider {
  if (provider === undefined) throw new Error(`"${environment}" needs pulumiCloud in jobs.yaml`);
  return provider;
}

function audiencesOf(environments: readonly EnvironmentInput[]): readonly string[] {
  return [...new Set(environments.map(({ audience }) => audience))];
}
