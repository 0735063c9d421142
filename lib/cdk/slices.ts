import { Annotations, ArnFormat, Duration, Names, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  DefinitionBody,
  DistributedMap,
  JitterType,
  JsonPath,
  ProcessorMode,
  ProcessorType,
  S3JsonLItemReader,
  StateMachine,
  StateMachineType,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvocationType, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Job as JobModel } from '../model/job.ts';
import type { Distribution } from '../tasks/task.ts';
import type { FunctionCode } from './input.ts';
import { NodeFunction } from './node-function.ts';
import { grantOpening, type OpeningAccess } from './opening-grant.ts';

/** After the first attempt; the waits are about 5, 10 and 20 seconds. */
const RETRIES = 3;
const MAP_LABEL = 'Slices';
/** By then the slot's lease is over, and the five-minute function takes the run up. */
const TOLD_WITHIN_HOURS = 6;

export interface SlicesProps extends OpeningAccess {
  readonly job: JobModel;
  /** The job's own function, which goes on when the slices are done. */
  readonly runner: NodeFunction;
  /** What the job's functions must know. */
  readonly variables: Readonly<Record<string, string>>;
  readonly stateBucket: Bucket;
  readonly deadLetters: IQueue;
  readonly code: FunctionCode;
  readonly distribution: Distribution;
  readonly machineName: string;
}

/**
 * Does a run's slices side by side: a state machine gives each line of a manifest to a function, tries again what failed,
 * and then has the job's own function go on with the run, also where too much failed, and where the machine itself died.
 */
export class Slices extends Construct {
  constructor(scope: Construct, id: string, props: SlicesProps) {
    super(scope, id);
    const copier = this.makeFunction(props);
    const machine = this.makeMachine(copier, props);
    // A policy of its own: the job's function must not wait for the machine, which needs it.
    new Policy(this, 'Start', {
      policyName: `${Names.uniqueResourceName(this, { maxLength: 122 })}-start`,
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
      ],
    }).attachToRole(props.runner.role);
    this.goOnWithout(machine, props);
  }

  /** A machine that failed, was aborted or took too long says so; the slot need not be held until its lease is over. */
  private goOnWithout({ stateMachineArn }: StateMachine, { job, runner, deadLetters }: SlicesProps): void {
    const rule = new Rule(this, 'Died', {
      description: `Nightshift job ${job.name}: goes on with a run whose state machine died`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachineArn] },
      },
    });
    rule.addTarget(
      new LambdaTarget(runner.fn, {
        deadLetterQueue: deadLetters,
        retryAttempts: 185,
        maxEventAge: Duration.hours(TOLD_WITHIN_HOURS),
      }),
    );
  }

  private makeFunction({ job, stateBucket, code, variables, ...access }: SlicesProps): NodeFunction {
    const node = new NodeFunction(this, 'Copy', {
      description: `Nightshift job ${job.name}: copies a slice of a run`,
      code: code.slice(job.task.name),
      environment: variables,
      timeoutSeconds: job.timeoutSeconds,
      memoryMb: job.memoryMb,
    });
    grantOpening(node, access);
    node.allow(['s3:GetObject', 's3:PutObject'], [stateBucket.arnForObjects(`${job.name}/slices/*`)]);
    return node;
  }

  private makeMachine(copier: NodeFunction, props: SlicesProps): StateMachine {
    const { job, runner, stateBucket, distribution, differences } = props;
    const goOn = new LambdaInvoke(this, 'GoOn', {
      lambdaFunction: runner.fn,
      invocationType: LambdaInvocationType.EVENT,
      payload: TaskInput.fromJsonPathAt('$.continuation'),
    });
    const bucket: IBucket = Bucket.fromBucketName(this, 'State', stateBucket.bucketName);
    const each = new DistributedMap(this, 'Each', {
      label: MAP_LABEL,
      maxConcurrency: differences.slicesAtOnce(distribution.atOnce),
      toleratedFailurePercentage: distribution.toleratedPercent,
      mapExecutionType: StateMachineType.STANDARD,
      resultPath: JsonPath.DISCARD,
      itemReader: new S3JsonLItemReader({ bucket, key: JsonPath.stringAt('$.manifestKey') }),
    });
    const own = { mode: ProcessorMode.DISTRIBUTED, executionType: ProcessorType.STANDARD };
    each.itemProcessor(this.makeCopyStep(copier), own);
    // Left out, the type is an error; given, a warning says that the map's own counts.
    Annotations.of(each).acknowledgeWarning('@aws-cdk/aws-stepfunctions:propertyIgnored');
    each.addCatch(goOn, { resultPath: '$.failure' });
    return new StateMachine(this, 'Machine', {
      stateMachineName: props.machineName,
      comment: `Nightshift job ${job.name}: does the slices of a run, then goes on with it`,
      definitionBody: DefinitionBody.fromChainable(each.next(goOn)),
      timeout: Duration.seconds(distribution.withinSeconds),
      role: this.makeRole(copier, props).withoutPolicyUpdates(),
    });
  }

  private makeCopyStep(copier: NodeFunction): LambdaInvoke {
    const step = new LambdaInvoke(this, 'CopySlice', {
      lambdaFunction: copier.fn,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    });
    step.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(5),
      maxAttempts: RETRIES,
      backoffRate: 2,
      jitterStrategy: JitterType.FULL,
    });
    return step;
  }

  /** CDK's own grants would read the whole state bucket; these are what a Distributed Map needs, and no more. */
  private makeRole(copier: NodeFunction, { job, runner, stateBucket, machineName: name }: SlicesProps): Role {
    const executions = [`${name}:*`, `${name}/${MAP_LABEL}:*`].map((each) =>
      statesArn(this, 'execution', each),
    );
    const allow = (actions: readonly string[], resources: readonly string[]) =>
      new PolicyStatement({ actions: [...actions], resources: [...resources] });
    const statements = [
      allow(['lambda:InvokeFunction'], [copier.fn.functionArn, runner.fn.functionArn]),
      allow(['s3:GetObject'], [stateBucket.arnForObjects(`${job.name}/slices/*`)]),
      allow(['states:StartExecution'], [statesArn(this, 'stateMachine', name)]),
      allow(['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'], executions),
    ];
    return new Role(this, 'MachineRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `Nightshift: state machine of ${this.node.path}`,
      inlinePolicies: { slices: new PolicyDocument({ statements }) },
    });
  }
}

/** A job's machine has a name that is known before it exists: its function must know it and is needed by it. */
export function stateMachineArn(job: Construct): string {
  return statesArn(job, 'stateMachine', machineName(job));
}

function statesArn(scope: Construct, resource: string, resourceName: string): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return Stack.of(scope).formatArn({ service: 'states', resource, resourceName, arnFormat });
}

export function machineName(job: Construct): string {
  return Names.uniqueResourceName(job, { maxLength: 80 });
}
