import type { Command } from 'commander';
import { DocumentError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import type { RoleQuestion } from './jobs-check-roles.ts';
import { addCheckOutput, type Checked, type CheckOutput, printCheck } from './print-check.ts';
import { loadEvaluatedProject } from './project.ts';

interface CheckOptions extends RoleQuestion, CheckOutput {
  readonly file?: string;
  readonly roles?: boolean;
}

/** `jobs check`: every mistake in the jobs file and in the environments that its jobs use, or that all is right. */
export function define(command: Command, cli: Cli): void {
  addCheckOutput(command)
    .option('--file <path>', "another jobs file than the project's jobs.yaml")
    .option('--roles', 'ask IAM whether the roles of the environments will take their tokens')
    .option('--issuer <url>', "with --roles: the issuer's address (default: issuer.domain of jobs.yaml)")
    .option('--account <id>', 'with --roles: stands for ${context.aws.account}')
    .action((options: CheckOptions) => printCheck(options, () => checkJobs(options, cli), cli));
}

async function checkJobs({ file, roles = false, ...question }: CheckOptions, cli: Cli): Promise<Checked> {
  const project = await loadEvaluatedProject({ cwd: cli.cwd, file, now: cli.now() });
  const { jobsFile, warnings } = project;
  const found = roles ? await (await import('./jobs-check-roles.ts')).checkRoles(project, question) : [];
  if (found.some(({ severity }) => severity === 'error')) throw new DocumentError([...warnings, ...found]);
  const jobs = jobsFile.jobs.length;
  const environments = new Set(jobsFile.jobs.map(({ environment }) => environment)).size;
  const summary = `${count(jobs, 'job')}, ${count(environments, 'environment')}: all right`;
  return { warnings: [...warnings, ...found], summary };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
