import type { Command } from 'commander';
import { formatDiagnostic } from '../model/diagnostic.ts';
import type { Cli } from './cli.ts';
import { loadEvaluatedProject } from './project.ts';

/** `jobs check`: every mistake in the jobs file and in the environments that its jobs use, or that all is right. */
export function define(command: Command, cli: Cli): void {
  command
    .option('--file <path>', "another jobs file than the project's jobs.yaml")
    .action((options: { readonly file?: string }) => checkJobs(options.file, cli));
}

async function checkJobs(file: string | undefined, cli: Cli): Promise<void> {
  const { jobsFile, warnings } = await loadEvaluatedProject({ cwd: cli.cwd, file, now: cli.now() });
  for (const warning of warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  const jobs = jobsFile.jobs.length;
  const environments = new Set(jobsFile.jobs.map(({ environment }) => environment)).size;
  cli.stdout.write(`${count(jobs, 'job')}, ${count(environments, 'environment')}: all right\n`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
