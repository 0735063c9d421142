import type { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Job } from '../model/job.ts';
import type { FunctionCode } from './input.ts';
import { LedgerEvents } from './ledger-events.ts';
import type { LocalDifferences } from './local-differences.ts';
import { Notify } from './notify.ts';
import { makeSharedAlarms } from './shared-alarms.ts';
import { Watchdog } from './watchdog.ts';

export interface OversightProps {
  readonly jobs: readonly Job[];
  readonly ledger: Table;
  readonly topic: Topic;
  readonly deadLetters: Queue;
  readonly code: FunctionCode;
  readonly differences: LocalDifferences;
}

/** What looks after the jobs as a whole: alarms, the watchdog, events of what changes, and who is told. */
export function makeOversight(stack: Stack, props: OversightProps): void {
  makeSharedAlarms(stack, props);
  new LedgerEvents(stack, 'Events', props);
  new Notify(stack, 'Notify', props);
  new Watchdog(stack, 'Watchdog', props);
}
