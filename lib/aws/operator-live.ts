import type { Operator } from './operator.ts';
import type { OperatorPlace } from './operator-place.ts';

/** The live operator; each service's client is loaded when it is first needed. */
export function openOperator(place: OperatorPlace = {}): Operator {
  return {
    readOutputs: async (stackName) =>
      (await import('./operator-stacks.ts')).readStackOutputs(stackName, place),
    invoke: async (functionName, event) =>
      (await import('./operator-invoke.ts')).invokeFunction({ functionName, event }, place),
    readRuns: async (query) => (await import('./operator-runs.ts')).readLedgerRuns(query, place),
    openLedger: async (table) => (await import('./operator-ledger.ts')).openOperatorLedger(table, place),
    readCaller: async () => (await import('./operator-caller.ts')).readCallerArn(place),
    openDeadLetters: async (queueUrl) =>
      (await import('./operator-dead-letters.ts')).openDeadLetterQueue(queueUrl, place),
    readIncidents: async (table) => (await import('./operator-watch.ts')).readOpenIncidents(table, place),
    openState: async (bucket) => (await import('./operator-state.ts')).openOperatorState(bucket, place),
    readLog: async (query) => (await import('./operator-log.ts')).readLogLines(query, place),
  };
}
