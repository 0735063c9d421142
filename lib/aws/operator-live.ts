import type { Operator } from './operator.ts';

/** The live operator; each service's client is loaded when it is first needed. */
export function openOperator(place: { readonly region?: string } = {}): Operator {
  return {
    readOutputs: async (stackName) =>
      (await import('./operator-stacks.ts')).readStackOutputs(stackName, place),
    invoke: async (functionName, event) =>
      (await import('./operator-invoke.ts')).invokeFunction({ functionName, event }, place),
    readRuns: async (query) => (await import('./operator-runs.ts')).readLedgerRuns(query, place),
  };
}
