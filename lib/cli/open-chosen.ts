import type { Cli } from './cli.ts';
import { type BackendOptions, chooseBackend, isFiles } from './env-backend-choice.ts';
import { type LiveEnvironment, type LiveOptions, openLive } from './run-open.ts';

/**
 * Opens an environment wherever it is kept: in the backend that is chosen, or in Pulumi Cloud where its name begins with
 * `pulumi://`. As `openLive` for what it throws and answers.
 */
export async function openChosen(
  wanted: string,
  options: LiveOptions & BackendOptions,
  cli: Cli,
): Promise<LiveEnvironment | undefined> {
  // Files need none of what changing them needs: `run` starts often.
  if (isFiles(options, cli, wanted)) return openLive(wanted, options, cli);
  return (await chooseBackend(options, cli, wanted)).open(wanted, options);
}
