import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { emulatorAccessEnv } from '../../lib/local/deploy.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import { prepareCommands } from '../local/aws-cli.ts';

const run = promisify(execFile);

/** Stops what runs of a state machine, as a person would by the real `aws`; how many executions there were. */
export async function stopMachine({ folders, emulator }: LocalStack, machine: string): Promise<number> {
  const commands = await prepareCommands(folders);
  const env = { ...emulatorAccessEnv(emulator), PATH: process.env['PATH'] ?? '', HOME: folders.temp };
  const aws = async (...args: readonly string[]) => {
    const { stdout } = await run(join(commands, 'aws'), ['stepfunctions', ...args, '--output', 'json'], {
      env,
    });
    return stdout;
  };
  const listed = await aws('list-executions', '--state-machine-arn', machine, '--status-filter', 'RUNNING');
  const { executions }: { readonly executions: readonly { readonly executionArn: string }[] } =
    JSON.parse(listed);
  for (const { executionArn } of executions) await aws('stop-execution', '--execution-arn', executionArn);
  return executions.length;
}
