import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionCode } from './input.ts';
import { NodeFunction } from './node-function.ts';

export interface MailFeedbackProps {
  readonly organization: string;
  readonly ledger: Table;
  /** Where people are told. */
  readonly topic: ITopic;
  readonly deadLetters: IQueue;
  readonly code: FunctionCode;
}

/**
 * The name of the app's configuration set: known to the role that sends before anything is deployed, and below the
 * `nightshift-` that roles are allowed (lib/tasks/error-report/definition.ts).
 */
export function configurationSetName(organization: string): string {
  return `nightshift-${organization.replace(/[^A-Za-z0-9_-]/g, '-')}`.slice(0, 64);
}

/** What became of the reports' mails: SES's events come by a topic of their own to a function, and so into the ledger. */
export class MailFeedback extends Construct {
  constructor(scope: Stack, id: string, props: MailFeedbackProps) {
    super(scope, id);
    const node = this.makeFunction(props);
    const events = this.makeTopic(scope);
    events.addSubscription(new LambdaSubscription(node.fn));
    const set = new CfnConfigurationSet(this, 'Set', { name: configurationSetName(props.organization) });
    const destination = new CfnConfigurationSetEventDestination(this, 'Destination', {
      configurationSetName: set.ref,
      eventDestination: {
        name: 'ledger',
        enabled: true,
        matchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
        snsDestination: { topicArn: events.topicArn },
      },
    });
    // Whoever has a configuration set of their own can send its events here as well.
    new CfnOutput(this, 'Output', { value: events.topicArn }).overrideLogicalId('MailEvents');
    // SES tries whether it may publish when the destination is made.
    destination.node.addDependency(events);
  }

  private makeFunction({ ledger, topic, deadLetters, code }: MailFeedbackProps): NodeFunction {
    const node = new NodeFunction(this, 'Events', {
      description: 'Nightshift: takes bounces, complaints and deliveries of reports into the ledger',
      code: code.app('mail-events'),
      environment: { NIGHTSHIFT_LEDGER: ledger.tableName, NIGHTSHIFT_TOPIC: topic.topicArn },
      timeoutSeconds: 30,
      memoryMb: 256,
    });
    // Any job may have sent the mail, so the key is not narrowed; item calls only.
    node.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [ledger.tableArn]);
    node.allow(['sns:Publish'], [topic.topicArn]);
    node.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    node.fn.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    return node;
  }

  private makeTopic({ account, partition, region }: Stack): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Nightshift mail events', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesPublishes',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:ses:${region}:${account}:configuration-set/*`,
          },
        },
      }),
    );
    return topic;
  }
}
