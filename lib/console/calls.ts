import type { PlanReport } from '../run/plan-slot.ts';
import type { RunReport } from '../run/run-report.ts';
import type { SlotResult } from './port.ts';

const MOST_KEPT = 100;

/** Long work that was asked for on the page; it goes on while the person looks elsewhere. */
export interface Call {
  readonly id: string;
  readonly title: string;
  readonly job?: string;
  readonly slot?: string;
  readonly startedAt: Date;
  readonly progress: CallProgress;
}

export type CallProgress =
  | { readonly kind: 'working'; readonly slots: readonly SlotResult[] }
  | { readonly kind: 'done'; readonly slots: readonly SlotResult[]; readonly answer?: PlanReport | RunReport }
  | { readonly kind: 'broke'; readonly slots: readonly SlotResult[]; readonly message: string };

export interface CallRequest {
  readonly title: string;
  readonly job?: string;
  readonly slot?: string;
  /** Does it; tells of each slot that ends, where it is many. */
  readonly work: (onSlot: (ended: SlotResult) => void) => Promise<PlanReport | RunReport | undefined>;
}

/** The calls of this process, the newest hundred. */
export interface Calls {
  readonly start: (request: CallRequest) => Call;
  readonly find: (id: string) => Call | undefined;
  /** The newest call for a slot. */
  readonly ofSlot: (job: string, slot: string) => Call | undefined;
}

/** No calls yet. `explain` puts an error into words that may be shown. */
export function openCalls(ports: {
  readonly now: () => Date;
  readonly makeId: () => string;
  readonly explain: (error: unknown) => string;
}): Calls {
  const calls = new Map<string, Call>();
  const change = (id: string, progressOf: (call: Call) => CallProgress) => {
    const call = calls.get(id);
    if (call !== undefined) calls.set(id, { ...call, progress: progressOf(call) });
  };
  return {
    start: ({ work, ...request }) => {
      const id = ports.makeId();
      const call: Call = { ...request, id, startedAt: ports.now(), progress: { kind: 'working', slots: [] } };
      calls.set(id, call);
      for (const old of [...calls.keys()].slice(0, -MOST_KEPT)) calls.delete(old);
      const onSlot = (ended: SlotResult) =>
        change(id, ({ progress }) => ({ ...progress, slots: [...progress.slots, ended] }));
      work(onSlot).then(
        (answer) =>
          change(id, ({ progress: { slots } }) =>
            answer === undefined ? { kind: 'done', slots } : { kind: 'done', slots, answer },
          ),
        (error: unknown) =>
          change(id, ({ progress: { slots } }) => ({ kind: 'broke', slots, message: ports.explain(error) })),
      );
      return call;
    },
    find: (id) => calls.get(id),
    ofSlot: (job, slot) => [...calls.values()].findLast((call) => call.job === job && call.slot === slot),
  };
}
