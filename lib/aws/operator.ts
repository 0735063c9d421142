import type { RunRecord } from '../run/ledger.ts';
import type { DeadLetterQueue } from '../run/operations/dead-letters.ts';
import type { OperatorLedger } from '../run/operations/ports.ts';
import type { Incident } from '../run/watchdog/job-watch.ts';
import type { OperatorState } from './operator-state.ts';

/** What an operator asks of a deployed app, with the credentials of their shell. All calls throw ServiceError. */
export interface Operator {
  /** Outputs of a stack by their names; undefined where there is no such stack. */
  readonly readOutputs: (stackName: string) => Promise<StackOutputs | undefined>;
  /** Calls a function and waits for its answer, up to its own time limit. It is called once, never again. */
  readonly invoke: (functionName: string, event: unknown) => Promise<FunctionAnswer>;
  /** The newest ended attempts of a job, newest first. */
  readonly readRuns: (query: RunsQuery) => Promise<readonly RunRecord[]>;
  readonly openLedger: (table: string) => Promise<OperatorLedger>;
  /** ARN of whoever these credentials belong to. */
  readonly readCaller: () => Promise<string>;
  readonly openDeadLetters: (queueUrl: string) => Promise<DeadLetterQueue>;
  /** What the watchdog has found wrong with any job and is not over. */
  readonly readIncidents: (table: string) => Promise<readonly Incident[]>;
  /** The app's state bucket. */
  readonly openState: (bucket: string) => Promise<OperatorState>;
  /** Lines of a log group, oldest first. */
  readonly readLog: (query: LogQuery) => Promise<readonly LogLine[]>;
}

export interface LogQuery {
  readonly logGroup: string;
  readonly from: Date;
  /** Default: until now. */
  readonly to?: Date;
  /** Only lines that name it. */
  readonly requestId?: string;
}

export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

export type StackOutputs = Readonly<Record<string, string>>;

export type FunctionAnswer =
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The function threw, ran out of time, or broke down. `type` is Lambda's or the error's own name. */
  | { readonly kind: 'broke'; readonly type: string; readonly message: string };

export interface RunsQuery {
  readonly table: string;
  readonly job: string;
  readonly count: number;
}
