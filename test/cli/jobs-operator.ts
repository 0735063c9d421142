import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import type { FunctionAnswer, LogLine, Operator, StackOutputs } from '../../lib/aws/operator.ts';
import type { Cli } from '../../lib/cli/cli.ts';
import type { JobServices } from '../../lib/cli/jobs-caller.ts';
import { report } from '../../lib/cli/main.ts';
import { type MemoryTables, memoryLedger } from '../../lib/local/memory.ts';
import type { ActionRecord } from '../../lib/run/job-records.ts';
import type { RunRecord, SlotRecord } from '../../lib/run/ledger.ts';
import type { QueuedMessage } from '../../lib/run/operations/dead-letters.ts';
import { operatorLedger } from '../fakes/operator-ledger.ts';

/** A deployed app as an operator finds it, and what was asked of it. */
export interface FakeApp {
  readonly operator: Operator;
  readonly invoked: { readonly functionName: string; readonly event: unknown }[];
  readonly tables: MemoryTables;
  readonly actions: ActionRecord[];
  /** Dead letters that are still there. */
  readonly letters: Map<string, QueuedMessage>;
}

/** Two jobs in two stacks, whose functions answer so, and a ledger with these runs. */
export function fakeApp(
  fields: {
    readonly stacks?: Readonly<Record<string, StackOutputs>>;
    readonly answer?: FunctionAnswer;
    readonly fail?: Error;
    readonly runs?: readonly RunRecord[];
    readonly slots?: readonly SlotRecord[];
    readonly letters?: readonly QueuedMessage[];
    readonly log?: readonly LogLine[];
    /** What lies in the state bucket. */
    readonly state?: Readonly<Record<string, string>>;
  } = {},
): FakeApp {
  const { stacks = deployed, runs = [] } = fields;
  const invoked: FakeApp['invoked'] = [];
  const memory = memoryLedger();
  for (const record of fields.slots ?? []) memory.slots.set(`${record.job} ${record.slot}`, record);
  memory.runs.push(...runs);
  const ledger = operatorLedger(memory);
  const letters = new Map((fields.letters ?? []).map((letter) => [letter.id, letter]));
  const operator: Operator = {
    readOutputs: async (name) => stacks[name],
    invoke: async (functionName, event) => {
      invoked.push({ functionName, event });
      if (fields.fail !== undefined) throw fields.fail;
      return fields.answer ?? { kind: 'broke', type: 'Unhandled', message: 'not set up' };
    },
    readRuns: async ({ table, job, count }) =>
      runs.filter((run) => table === 'ledger-table' && run.job === job).slice(0, count),
    openLedger: async () => ledger,
    readCaller: async () => 'arn:aws:sts::123456789012:assumed-role/Operator/alice',
    openDeadLetters: async () => ({
      count: async () => letters.size,
      receiveAll: async () => [...letters.values()],
      remove: async ({ id }) => {
        letters.delete(id);
      },
      release: async () => {},
    }),
    readIncidents: async () => [],
    openState: async () => ({
      list: async (prefix) => Object.keys(fields.state ?? {}).filter((key) => key.startsWith(prefix)),
      get: async (key) => fields.state?.[key],
    }),
    readLog: async ({ from, requestId = '' }) =>
      (fields.log ?? []).filter(({ at, text }) => at >= from.toISOString() && text.includes(requestId)),
  };
  return { operator, invoked, tables: memory, actions: ledger.actions, letters };
}

const output = (job: string) =>
  JSON.stringify({ job, functionName: `fn-${job}`, logGroup: `/aws/lambda/fn-${job}` });

const deployed: Readonly<Record<string, StackOutputs>> = {
  Nightshift: {
    Ledger: 'ledger-table',
    DeadLetters: 'https://sqs.example/dead-letters',
    StateBucket: 'state',
  },
  'Nightshift-Jobs-1': { JobInventory: output('inventory') },
  'Nightshift-Jobs-2': { JobHeartbeat: output('heartbeat'), Other: 'x' },
};

/** Services over a fake app; nothing can be done in this process. */
export function servicesOf({ operator }: FakeApp): JobServices {
  return {
    openOperator: async () => operator,
    callLocal: async () => {
      throw new Error('called locally');
    },
  };
}

interface Shell {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
}

/** Runs one command's module with its services, on a Friday afternoon; what it throws is printed as ever. */
export async function transcript<Services>(
  { define }: { readonly define: (command: Command, cli: Cli, services: Services) => void },
  argv: readonly string[],
  { services, cwd = '/nowhere', env = {}, isTerminal = false }: Shell & { readonly services: Services },
) {
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 60 });
  const cli: Cli = {
    argv,
    env,
    cwd,
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date('2026-03-06T17:00:42Z'),
    fetch,
    exitCode: 0,
  };
  const command = new Command('nightshift').exitOverride().configureOutput({ writeErr: () => {} });
  define(command, cli, services);
  const exitCode = await command.parseAsync(argv, { from: 'user' }).then(
    () => cli.exitCode,
    (error: unknown) => report(error, cli),
  );
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}
