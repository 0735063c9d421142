import type { HostedAppPorts } from '../run/handle-invocation.ts';
import type { ActiveRecord, CancelRecord, ControlRecord } from '../run/job-records.ts';
import type { Ledger, LedgerWrite, RunRecord, SlotRecord } from '../run/ledger.ts';
import type { StateStore } from '../run/plan-store.ts';
import type { Notice } from '../tasks/app-ports.ts';
import type { OutboxRow } from '../tasks/outbox-row.ts';

/** What a ledger in memory holds, for tests to look at and to set up. */
export interface MemoryTables {
  readonly slots: Map<string, SlotRecord>;
  readonly runs: RunRecord[];
  readonly actives: Map<string, ActiveRecord>;
  readonly controls: Map<string, ControlRecord>;
  readonly cancels: Map<string, CancelRecord>;
}

/** A ledger in memory with the table's conditional writes. */
export function memoryLedger(): Ledger & MemoryTables {
  const tables: MemoryTables = {
    slots: new Map(),
    runs: [],
    actives: new Map(),
    controls: new Map(),
    cancels: new Map(),
  };
  const { slots, runs, actives, controls, cancels } = tables;
  const key = (job: string, slot: string) => `${job} ${slot}`;
  return {
    ...tables,
    readView: async (job, slot) => ({
      slot: slots.get(key(job, slot)),
      active: actives.get(job),
      control: controls.get(job),
    }),
    readSlot: async (job, slot) => slots.get(key(job, slot)),
    readActive: async (job) => actives.get(job),
    readControl: async (job) => controls.get(job),
    readCancel: async (job, slot) => cancels.get(key(job, slot)),
    writeCancel: async (record) => {
      cancels.set(key(record.job, record.slot), record);
    },
    writeSlot: async (record, expectedFence, { run, active } = {}): Promise<LedgerWrite> => {
      const found = slots.get(key(record.job, record.slot));
      if ((found?.fence ?? 0) !== expectedFence) return { kind: 'overtaken', found };
      if (active !== undefined && (actives.get(record.job)?.fence ?? 0) !== active.expectedFence)
        return { kind: 'moved' };
      slots.set(key(record.job, record.slot), record);
      if (active !== undefined) actives.set(record.job, active.record);
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

interface MemoryState {
  readonly store?: StateStore;
  readonly link?: (key: string) => string;
}

/** What the app gives a job's task, in memory; `notices` holds what was published. */
export function memoryApp(
  jobName: string,
  { store = memoryStateStore(), link = (key) => `https://state.example/${key}` }: MemoryState = {},
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
      link: (key) => link(keyOf(key)),
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
