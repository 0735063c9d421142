import type { HostedAppPorts } from '../run/handle-invocation.ts';
import type { StateStore } from '../run/plan-store.ts';
import type { OutboxRows } from '../tasks/app-ports.ts';
import type { TableCalls } from './table-calls.ts';

interface HostedApp {
  readonly table: TableCalls;
  readonly ledger: string;
  readonly state: StateStore;
  readonly stateBucket: string;
  readonly region: string;
  readonly topic: string | undefined;
  readonly configurationSet: string | undefined;
}

/** What the app gives a job's task, with the execution role. Clients of rare calls are loaded when they are called. */
export function hostedAppPorts(app: HostedApp): (jobName: string) => HostedAppPorts {
  return (jobName) => {
    let opened: Promise<OutboxRows> | undefined;
    const rows = () => {
      opened ??= import('./outbox-rows.ts').then((made) => made.dynamoOutboxRows({ ...app, jobName }));
      return opened;
    };
    const keyOf = (key: string) => `${jobName}/${key}`;
    return {
      configurationSet: app.configurationSet,
      state: {
        put: (key, body) => app.state.put(keyOf(key), body),
        get: (key) => app.state.get(keyOf(key)),
        link: (key) => consoleLink(app, keyOf(key)),
      },
      outbox: {
        read: async (id) => (await rows()).read(id),
        write: async (row, expectedVersion) => (await rows()).write(row, expectedVersion),
      },
      publish: async (notice) => (await import('./topic.ts')).publishNotice(app.topic, notice),
    };
  };
}

/** The S3 console's page of an object: it asks for a sign-in, so it may stand in a message. */
function consoleLink({ region, stateBucket }: HostedApp, key: string): string {
  const query = new URLSearchParams({ region, prefix: key });
  return `https://${region}.console.aws.amazon.com/s3/object/${stateBucket}?${query}`;
}
