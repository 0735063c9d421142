import type { Cli } from './cli.ts';

/**
 * A reader that goes away (`| head -1`) is no mistake: what is under way is finished unseen. Any other refusal, such as a
 * full disk, is told once and makes the exit code 1 at the least. Answers the exit code of a command that ended with this one.
 */
export function watchOutput({
  stdout,
  stderr,
}: Pick<Cli, 'stdout' | 'stderr'>): (exitCode: number) => number {
  let failure: string | undefined;
  const watch = (error: NodeJS.ErrnoException) => {
    if (failure !== undefined || goneCodes.includes(error.code ?? '')) return;
    failure = error.code ?? 'it failed';
    stderr.write(`nightshift: cannot write the output: ${failure}\n`);
    process.exitCode ||= 1;
  };
  stdout.on('error', watch);
  stderr.on('error', () => {});
  return (exitCode) => (exitCode === 0 && failure !== undefined ? 1 : exitCode);
}

const goneCodes = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];
