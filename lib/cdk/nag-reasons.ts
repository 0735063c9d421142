/** Why a finding of cdk-nag (pack AwsSolutions) is no fault. Tests apply these; no template carries them. */
export interface NagReason {
  readonly rule: string;
  /** Construct paths that it holds for. */
  readonly path: RegExp;
  /** Of a rule with several findings, those that it holds for. Default: all. */
  readonly finding?: RegExp;
  readonly reason: string;
}

/** Every finding in the production app is explained here, and every row explains one: a test holds both. */
export const reasons: readonly NagReason[] = [
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift\/Events\/Publish\/Policy\/Resource$/,
    finding: /^Resource::<Ledger\w+\.Arn>\/stream\/\*$/,
    reason: 'listing the streams of this one table; a stream’s own name is made when it is turned on',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift\/Watchdog\/Look\/Policy\/Resource$/,
    finding:
      /^Resource::arn:[^*]+:(stack\/Nightshift-Jobs-\*\/\*|log-group:Nightshift-Jobs-\*|function:Nightshift-Jobs-\*-Job\*)$/,
    reason:
      'the watchdog reads outputs and logs of every stack of jobs and starts their functions; these are deployed after it, under names that begin so',
  },
  {
    rule: 'AwsSolutions-APIG4',
    path: /^Nightshift\/Issuer\/Api\/GET--\.well-known--/,
    reason:
      'the discovery document and the public keys are for everybody: STS itself reads them unauthorized',
  },
  {
    rule: 'AwsSolutions-S1',
    path: /^Nightshift\/State\/Resource$/,
    reason:
      'a second bucket of logs about a bucket that only our own functions reach; who needs it turns on CloudTrail data events',
  },
  {
    rule: 'AwsSolutions-SQS3',
    path: /^Nightshift\/DeadLetters\/Resource$/,
    reason: 'this is the dead-letter queue itself, of rules, schedules and functions; an alarm watches it',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift-Jobs-\d+\/Job-[^/]+\/Run\/Policy\/Resource$/,
    finding: /^Resource::<State\w+\.Arn>\/[a-z][a-z0-9-]*\/\*$/,
    reason: 'a job reads and writes below its own prefix of the state bucket, whatever the keys are',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift-Jobs-\d+\/Job-[^/]+\/Run\/Policy\/Resource$/,
    finding: /^Resource::\*$/,
    reason: 'sts:GetWebIdentityToken knows no resource; its conditions allow tokens for Pulumi Cloud alone',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift-Jobs-\d+\/Job-[^/]+\/Slices\/(Copy\/Policy|MachineRole|Machine\/DistributedMapPolicy)\/Resource$/,
    reason:
      'slices and their results lie below one folder of the job, and executions have names of their own',
  },
  {
    rule: 'AwsSolutions-SF1',
    path: /^Nightshift-Jobs-\d+\/Job-[^/]+\/Slices\/Machine\/Resource$/,
    reason:
      'the map run keeps its own history, and each slice its result in the state bucket and a line in its log',
  },
  {
    rule: 'AwsSolutions-SF2',
    path: /^Nightshift-Jobs-\d+\/Job-[^/]+\/Slices\/Machine\/Resource$/,
    reason:
      'one call a slice, timed in its result: traces would tell nothing more, at a price for each million slices',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Nightshift\/Environment-[^/]+\/Role\d*\/Resource$/,
    reason:
      'a task’s own statements, each with its reason in lib/tasks: objects below a prefix, instances by tag, calls without resource level; a snapshot of the example’s is read by eye',
  },
];
