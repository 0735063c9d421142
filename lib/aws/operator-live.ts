import type { Operator } from './operator.ts';

/** The live operator; each service's client is loaded when it is first needed. */
export function openOperator(place: { readonly region?: string } = {}): Operator {
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
    readLog: async (query) => (await import('./operator-log.ts')).readLogLines(query, place),
  };
}
