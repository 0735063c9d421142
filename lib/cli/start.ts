import type { Command } from 'commander';
import { LocalStackError } from '../local/failure.ts';
import { start } from '../local/start.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { loadEvaluatedProject } from './project.ts';
import { stackPage } from './start-page.ts';

interface StartFlags {
  readonly stay?: true;
  readonly port?: string;
  readonly open: boolean;
}

/** `nightshift start`: the whole of it on the local stack. */
export function define(command: Command, cli: Cli): void {
  command
    .option('--stay', 'keep the stack and its console page up until Ctrl-C, and write .nightshift/local.json')
    .option(
      '--no-open',
      'with --stay: do not open the console in the browser; its address is printed in any case',
    )
    .option('--port <number>', 'port of the emulator on loopback; default: a free one')
    .action(async (flags: StartFlags) => {
      cli.exitCode = await startLocally(flags, cli);
    });
}

async function startLocally(flags: StartFlags, cli: Cli): Promise<number> {
  // Before anything is started: mistakes in the files must not cost a minute.
  const project = await loadEvaluatedProject({ cwd: cli.cwd, now: cli.now() });
  const { root, jobsFile } = project;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const startedMs = cli.now().getTime();
  const seconds = () => ((cli.now().getTime() - startedMs) / 1000).toFixed(0).padStart(3);
  const page = stackPage({ project, open: flags.open, cli });
  try {
    const good = await start({
      root,
      env: definedOnly(cli.env),
      region: jobsFile.region ?? 'eu-central-1',
      ...(flags.port === undefined ? {} : { port: readPort(flags.port) }),
      stay: flags.stay === true,
      beside: page.start,
      now: cli.now,
      signal: interrupted.signal,
      progress: (text) => cli.stderr.write(`${seconds()} s  ${text}\n`),
      print: (text) => cli.stdout.write(text),
    });
    cli.stderr.write(
      `${seconds()} s  ${good ? 'all jobs succeeded and every check holds' : 'not everything is right'}\n`,
    );
    return good ? 0 : 1;
  } catch (error) {
    return explain(error, { cli, interrupted: interrupted.signal.aborted });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await page.stop();
  }
}

function explain(error: unknown, { cli, interrupted }: { cli: Cli; interrupted: boolean }): number {
  if (interrupted) {
    cli.stderr.write('nightshift: interrupted; everything that was started is stopped\n');
    return 130;
  }
  if (!(error instanceof LocalStackError)) throw error;
  const log = error.logFile === undefined ? '' : `; its log is ${error.logFile}`;
  cli.stderr.write(`nightshift: ${error.message}${log}\n`);
  return 1;
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UsageError(`option --port: "${text}" is no port; expected a number from 1 to 65535`);
}

function definedOnly(env: Cli['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
