import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { openInBrowser } from './console-browser.ts';
import { type ConsolePlace, openDeployed, openLocal, startConsole } from './console-start.ts';
import { readPlace } from './jobs-deployed.ts';
import { readLocalAccess } from './local-access.ts';
import { loadCheckedProject } from './project.ts';

interface ConsoleFlags {
  readonly port?: string;
  readonly open: boolean;
  readonly region?: string;
  readonly deployed?: true;
}

/** `nightshift console`: the page of the deployed app, or of the local stack while one is up. It runs until Ctrl-C. */
export function define(command: Command, cli: Cli): void {
  command
    .option('--port <number>', 'port on loopback; default: a free one')
    .option('--no-open', 'do not open the browser; the address is printed in any case')
    .option('--deployed', 'look at the deployed app although a local stack is up')
    .option('--region <name>', 'where the app is deployed (default: as jobs.yaml says, AWS_REGION)')
    .action((flags: ConsoleFlags) => runConsole(flags, cli));
}

async function runConsole(flags: ConsoleFlags, cli: Cli): Promise<void> {
  const project = loadCheckedProject({ cwd: cli.cwd, now: cli.now() });
  const place = await choosePlace(flags, { cli, root: project.root });
  const listenPort = flags.port === undefined ? {} : { listenPort: readPort(flags.port) };
  const page = await startConsole({ place, project, ...listenPort }, cli);
  cli.stdout.write(`The console of ${place.label}: ${page.url}\n`);
  cli.stdout.write('The link counts once, in the browser that opens it first. Ctrl-C ends the console.\n');
  const folder = join(project.root, '.nightshift');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signpost = flags.open && cli.stdout.isTTY === true ? openInBrowser(page.url, folder) : undefined;
  try {
    await untilInterrupted();
  } finally {
    signpost?.remove();
    await page.stop();
  }
}

/** The local stack first: nobody who has just started one means production. */
async function choosePlace(
  { deployed, region }: ConsoleFlags,
  { cli, root }: { readonly cli: Cli; readonly root: string },
): Promise<ConsolePlace> {
  const access = deployed === true || region !== undefined ? undefined : readLocalAccess(root);
  return access === undefined ? openDeployed(readPlace(region, cli)) : openLocal(access);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port > 0 && port < 65_536) return port;
  throw new UsageError(`option --port: "${text}" is no port; expected a number from 1 to 65535`);
}

async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      process.off('SIGINT', end).off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end).on('SIGTERM', end);
  });
}
