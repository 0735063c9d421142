import type { Command } from 'commander';
import type { Order, Ordered } from '../run/operations/pause.ts';
import type { OperationPorts } from '../run/operations/ports.ts';
import type { Cli } from './cli.ts';
import { findJob, type OpenOperator } from './jobs-deployed.ts';
import { addOperationOptions, type OperationOptions, operate, readReason } from './jobs-operation.ts';

interface OrderCommand {
  readonly openOperator: OpenOperator;
  readonly verb: string;
  /** What is said of `--reason`. */
  readonly reason: string;
  readonly give: (order: Order, ports: OperationPorts) => Promise<Ordered>;
  readonly textOf: (job: string, ordered: Ordered) => string;
}

interface OrderOptions extends OperationOptions {
  readonly reason: string;
}

/** A command that orders something of a job as a whole, with a reason. */
export function defineOrder(command: Command, cli: Cli, order: OrderCommand): void {
  addOperationOptions(
    command.argument('<name>', 'a deployed job').requiredOption('--reason <text>', order.reason),
  ).action(async (job: string, options: OrderOptions) => {
    const reason = readReason(options.reason);
    await operate(
      {
        options,
        openOperator: order.openOperator,
        label: `${order.verb} "${job}"`,
        onInterrupt: `see "nightshift jobs history ${job}" for what was done`,
        work: async ({ operator, ports }) => {
          await findJob(job, operator);
          return order.give({ job, reason }, ports);
        },
        textOf: (ordered) => [order.textOf(job, ordered)],
      },
      cli,
    );
  });
}
