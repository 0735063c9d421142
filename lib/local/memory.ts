import type { HostedAppPorts } from '../run/handle-invocation.ts';
import type { Ledger, LedgerWrite, RunRecord, SlotRecord } from '../run/ledger.ts';
import type { StateStore } from '../run/plan-store.ts';
import type { Notice } from '../tasks/app-ports.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';

/** A ledger in memory with the table's conditional writes. */
export function memoryLedger(): Ledger & {
  readonly slots: Map<string, SlotRecord>;
  readonly runs: RunRecord[];
} {
  const slots = new Map<string, SlotRecord>();
  const runs: RunRecord[] = [];
  const key = (job: string, slot: string) => `${job} ${slot}`;
  return {
    slots,
    runs,
    readSlot: async (job, slot) => slots.get(key(job, slot)),
    writeSlot: async (record, expectedFence, run): Promise<LedgerWrite> => {
      const found = slots.get(key(record.job, record.slot));
      if ((found?.fence ?? 0) !== expectedFence) return { kind: 'overtaken', found };
      slots.set(key(record.job, record.slot), record);
      if (run !== undefined) runs.push(run);
      return { kind: 'written' };
    },
  };
}

/** A state bucket in memory. */
export function memoryStateStore(): StateStore & { readonly objects: Map<string, string> } {
  const objects = new Map<string, string>();
  return {
    objects,
    put: async (key, body) => {
      objects.set(key, body);
    },
    get: async (key) => objects.get(key),
  };
}

/** What the app gives a job's task, in memory; `notices` holds what was published. */
export function memoryApp(
  jobName: string,
  store: StateStore = memoryStateStore(),
): HostedAppPorts & { readonly rows: Map<string, OutboxRow>; readonly notices: Notice[] } {
  const rows = new Map<string, OutboxRow>();
  const notices: Notice[] = [];
  const keyOf = (key: string) => `${jobName}/${key}`;
  return {
    rows,
    notices,
    configurationSet: undefined,
    state: {
      put: (key, body) => store.put(keyOf(key), body),
      get: (key) => store.get(keyOf(key)),
      link: (key) => `https://state.example/${keyOf(key)}`,
    },
    outbox: {
      read: async (id) => rows.get(id),
      write: async (row, expectedVersion) => {
        if ((rows.get(row.id)?.version ?? 0) !== expectedVersion) return 'overtaken';
        rows.set(row.id, row);
        return 'written';
      },
    },
    publish: async (notice) => {
      notices.push(notice);
    },
  };
}
