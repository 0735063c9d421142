import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { type ITopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Job } from '../model/job.ts';
import type { NotifyTarget, SecretPlace } from '../model/notify.ts';
import type { FunctionCode } from './input.ts';
import { NodeFunction } from './node-function.ts';

export interface NotifyProps {
  readonly jobs: readonly Job[];
  readonly ledger: Table;
  /** Where incidents are always told. */
  readonly topic: ITopic;
  readonly deadLetters: IQueue;
  readonly code: FunctionCode;
}

const EVENT_AGE = Duration.hours(6);

/** Tells people of events, as the jobs' `notify` and the app's topic want it. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const targets = props.jobs.flatMap(({ notify }) => notify.map(({ target }) => target));
    const messages = this.makeMessages(targets);
    const node = this.makeFunction(props, messages);
    node.fn.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: EVENT_AGE,
      onFailure: { bind: () => ({ destination: props.deadLetters.queueArn }) },
    });
    this.grant(node, { ...props, targets, messages });
    const rule = new Rule(this, 'Rule', {
      description: 'Hands the events of Nightshift that somebody wants to hear of to the notify function',
      eventPattern: { source: ['nightshift'], detail: { severity: severitiesOf(props.jobs) } },
    });
    // No letter box of its own here: EventBridge repeats for a day, and a function that fails has one.
    rule.addTarget(new LambdaTarget(node.fn));
  }

  /** One topic for all addresses; each hears only what names it. */
  private makeMessages(targets: readonly NotifyTarget[]): Topic | undefined {
    const addresses = new Set(targets.flatMap((target) => (target.kind === 'email' ? [target.address] : [])));
    if (addresses.size === 0) return undefined;
    const topic = new Topic(this, 'Messages', { displayName: 'Nightshift', enforceSSL: true });
    for (const address of addresses) {
      const to = SubscriptionFilter.stringFilter({ allowlist: [address] });
      topic.addSubscription(new EmailSubscription(address, { filterPolicy: { to } }));
    }
    return topic;
  }

  private makeFunction(
    { jobs, ledger, topic, code }: NotifyProps,
    messages: Topic | undefined,
  ): NodeFunction {
    return new NodeFunction(this, 'Tell', {
      description: 'Nightshift: tells people of incidents and failures',
      code: code.app('notify', Object.fromEntries(jobs.map(({ name, notify }) => [name, notify]))),
      environment: {
        NIGHTSHIFT_LEDGER: ledger.tableName,
        NIGHTSHIFT_TOPIC: topic.topicArn,
        ...(messages === undefined ? {} : { NIGHTSHIFT_MESSAGES: messages.topicArn }),
      },
      timeoutSeconds: 120,
      memoryMb: 256,
    });
  }

  private grant(
    node: NodeFunction,
    {
      ledger,
      topic,
      deadLetters,
      targets,
      messages,
    }: NotifyProps & {
      readonly targets: readonly NotifyTarget[];
      readonly messages: Topic | undefined;
    },
  ): void {
    node.allow(['dynamodb:PutItem'], [ledger.tableArn], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['notice'] },
    });
    const topics = targets.flatMap((target) => (target.kind === 'topic' ? [target.arn] : []));
    const own = messages === undefined ? [topic.topicArn] : [topic.topicArn, messages.topicArn];
    node.allow(['sns:Publish'], [...own, ...new Set(topics)]);
    node.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    const urls = targets.flatMap((target) => ('url' in target ? [target.url] : []));
    const parameters = this.arnsOf(urls, 'parameter');
    if (parameters.length > 0) node.allow(['ssm:GetParameter'], parameters);
    const secrets = this.arnsOf(urls, 'secret');
    if (secrets.length > 0) node.allow(['secretsmanager:GetSecretValue'], secrets);
  }

  /** Secrets Manager ends each ARN with six characters of its own. */
  private arnsOf(places: readonly SecretPlace[], kind: SecretPlace['kind']): readonly string[] {
    const { partition, region, account } = Stack.of(this);
    const names = new Set(places.filter((place) => place.kind === kind).map(({ name }) => name));
    return [...names].map((name) =>
      kind === 'parameter'
        ? `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`
        : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`,
    );
  }
}

/** Incidents are told whatever the jobs say; what nobody wants is not even handed on. */
function severitiesOf(jobs: readonly Job[]): string[] {
  const wantsAll = jobs.some(({ notify }) => notify.some(({ severity }) => severity === 'info'));
  return wantsAll ? ['info', 'warning', 'error'] : ['warning', 'error'];
}
