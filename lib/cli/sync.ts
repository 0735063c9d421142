import type { Command } from 'commander';
import { backupLogsPorts } from '../aws/s3.ts';
import { formatCount } from '../model/format-count.ts';
import { applyBackup } from '../tasks/backup-logs/apply.ts';
import type { BackupContext } from '../tasks/backup-logs/context.ts';
import { describeItem } from '../tasks/backup-logs/items.ts';
import { planBackup } from '../tasks/backup-logs/plan.ts';
import type { TaskResult } from '../tasks/task.ts';
import type { Cli } from './cli.ts';
import { readOutput } from './schedule-arguments.ts';
import {
  addSyncOptions,
  readEndpoint,
  readSettings,
  readTransport,
  type SyncOptions,
} from './sync-options.ts';
import { showProgress } from './sync-progress.ts';
import { queueItems } from './sync-queue.ts';
import { openSession } from './sync-session.ts';

/** Items read ahead of the copying: on a terminal, so that an ETA can be told; a few, so that memory stays flat. */
const AHEAD_ON_TERMINAL = 100_000;
const NAMED_WHEN_LEFT = 10;

/** `sync s3://A s3://B`: the backup task's engine by hand. */
export function define(command: Command, cli: Cli): void {
  addSyncOptions(command).action(async (source: string, destination: string, options: SyncOptions) => {
    const output = readOutput(options.output, ['text', 'json']);
    const context = await openContext(readSettings(source, destination, options), options, cli);
    await (options.dryRun === true ? printPlan(context, output, cli) : synchronize(context, output, cli));
  });
}

async function openContext(
  settings: BackupContext['settings'],
  options: SyncOptions,
  cli: Cli,
): Promise<BackupContext> {
  const endpoint = readEndpoint(options.endpointUrl);
  const transport = readTransport(options.transport);
  const session = await openSession(
    { env: options.env, region: options.region, hasEndpoint: endpoint !== undefined },
    cli,
  );
  return {
    jobName: 'sync',
    settings,
    ports: backupLogsPorts(session, { transport, ...(endpoint === undefined ? {} : { endpoint }) }),
    slot: cli.now(),
    now: cli.now,
    remainingMs: () => Number.POSITIVE_INFINITY,
    shouldStop: async () => false,
    isLastAttempt: true,
    isByHand: true,
  };
}

async function printPlan(context: BackupContext, output: 'text' | 'json', cli: Cli): Promise<void> {
  for await (const item of planBackup(context))
    cli.stdout.write(`${output === 'json' ? JSON.stringify(item) : describeItem(item)}\n`);
}

async function synchronize(context: BackupContext, output: 'text' | 'json', cli: Cli): Promise<void> {
  const startedAt = cli.now().getTime();
  const queue = queueItems(planBackup(context), cli.stderr.isTTY === true ? AHEAD_ON_TERMINAL : 1);
  const progress = showProgress(cli, queue.planned);
  const interruption = catchInterruption();
  const hooks = { signal: interruption.signal, onProgress: progress.update };
  const result = await applyBackup(queue.items, context, hooks).finally(() => {
    progress.end();
    interruption.end();
  });
  const left = result.code === 'Interrupted' ? await queue.left(NAMED_WHEN_LEFT) : [];
  const seconds = (cli.now().getTime() - startedAt) / 1_000;
  report({ result, left, seconds, output, cli });
  cli.exitCode = exitCodeOf(result);
}

/** The first Ctrl-C ends the run cleanly, the second at once. */
function catchInterruption(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const end = () => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  };
  return { signal: controller.signal, end };
}

function exitCodeOf({ kind, code }: TaskResult): number {
  if (code === 'Interrupted') return 130;
  return kind === 'failed' ? 1 : 0;
}

interface Ending {
  readonly result: TaskResult;
  readonly left: readonly string[];
  readonly seconds: number;
  readonly output: 'text' | 'json';
  readonly cli: Cli;
}

function report({ result, left, seconds, output, cli }: Ending): void {
  if (output === 'json') {
    cli.stdout.write(`${JSON.stringify({ ...result, seconds, ...(left.length === 0 ? {} : { left }) })}\n`);
    return;
  }
  for (const line of result.details ?? []) cli.stderr.write(`nightshift: ${line}\n`);
  if (left.length > 0)
    cli.stderr.write(`nightshift: not begun: ${left.map((key) => `"${key}"`).join(', ')} and what follows\n`);
  const rate = Math.round((result.figures['objectsCopied'] ?? 0) / Math.max(seconds, 0.001));
  const line = `${result.reason} (${seconds.toFixed(1)} s, ${formatCount(rate)} objects/s)\n`;
  if (result.kind === 'failed') cli.stderr.write(`nightshift: ${line.trimEnd()} (${result.code})\n`);
  else cli.stdout.write(line);
}
