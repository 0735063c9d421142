import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { RunRecord, SlotRecord } from '../run/ledger.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import { type ShownSlot, showSlot } from '../run/operations/show.ts';
import type { Cli } from './cli.ts';
import { type OpenOperator, openLiveOperator } from './jobs-deployed.ts';
import { addOperationOptions, type OperationOptions, operate, readRunName } from './jobs-operation.ts';
import { tableLines } from './text-table.ts';

/** How far back the newest slot of a job is looked for. */
const LOOK_BACK_DAYS = 92;

/** `jobs show RUN`: a slot with its attempts, as the ledger knows them. */
export function define(command: Command, cli: Cli, openOperator: OpenOperator = openLiveOperator): void {
  addOperationOptions(command.argument('<run>', 'JOB@SLOT, or JOB for its newest slot')).action(
    async (text: string, options: OperationOptions) => {
      const name = readRunName(text);
      await operate(
        {
          options,
          openOperator,
          label: `reading ${text}`,
          onInterrupt: 'nothing was changed',
          work: async ({ ports }) => {
            const slot = name.slot ?? (await findNewest(name.job, ports));
            const shown =
              slot === undefined ? undefined : await showSlot({ job: name.job, slot }, ports.ledger);
            if (shown !== undefined) return shown;
            throw new UsageError(
              `the ledger knows no run "${text}"; nightshift jobs history ${name.job} lists them`,
            );
          },
          textOf,
        },
        cli,
      );
    },
  );
}

/** The newest slot that the ledger knows of a job. */
export async function findNewest(job: string, { ledger, now }: OperationPorts): Promise<string | undefined> {
  const to = now().toISOString();
  const from = new Date(now().getTime() - LOOK_BACK_DAYS * 86_400_000).toISOString();
  return (await ledger.readSlots({ job, from, to })).at(-1)?.slot;
}

function textOf({ slot, attempts }: ShownSlot): readonly string[] {
  const facts = Object.entries(factsOf(slot)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return [
    `job "${slot.job}", slot ${slot.slot}`,
    ...tableLines(facts).map((line) => `  ${line}`),
    ...attempts.flatMap(attemptLines),
  ];
}

function factsOf({
  state,
  code,
  reason,
  cause,
  attempt,
  claimedAt,
  leaseEndsAt,
  retryAt,
  eventId,
}: SlotRecord) {
  return {
    state: code === undefined ? state : `${state} (${code})`,
    reason,
    'started by': cause ?? 'its schedule',
    attempts: String(attempt),
    claimed: claimedAt,
    'lease ends': state === 'running' ? leaseEndsAt : undefined,
    'next attempt': retryAt,
    event: eventId,
  };
}

function attemptLines({
  attempt,
  outcome,
  startedAt,
  endedAt,
  requestId,
  planDigest,
}: RunRecord): readonly string[] {
  const code = outcome.code === undefined ? '' : ` (${outcome.code})`;
  const figures = Object.entries(outcome.figures).map(([name, value]) => [
    name,
    value.toLocaleString('en-US'),
  ]);
  const rest = { ended: endedAt, request: requestId, plan: planDigest, advice: outcome.advice };
  const facts = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return [
    '',
    `attempt ${attempt}, ${startedAt}: ${outcome.kind}${code}: ${outcome.reason}`,
    ...tableLines([...figures, ...facts]).map((line) => `  ${line}`),
  ];
}
