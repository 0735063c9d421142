import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkInstances } from './check-instances.ts';
import { type Check, checkBackup, checkLedger, checkMail, checkMetricsAndBuckets } from './checks.ts';
import { LOCAL_ACCOUNT } from './emulator.ts';
import { awaitFirings, type Firing } from './firings.ts';
import { type SavedMail, saveMails } from './mail.ts';
import { checkReport } from './report-check.ts';
import { type LocalStack, type StackOptions, withLocalStack } from './stack.ts';
import { formatChecks, formatSummary } from './summary.ts';

export interface StartOptions extends StackOptions {
  /** Keep the stack up after the summary until the signal aborts. */
  readonly stay: boolean;
  readonly print: (text: string) => void;
  /** With `stay`: called as soon as the app is deployed, to start what runs beside the stack; gives a line for people. */
  readonly beside?: () => Promise<string>;
}

/** Brings the stack up, lets the schedules fire, reads back what the jobs did. True if every job succeeded and every check holds. */
export function start(options: StartOptions): Promise<boolean> {
  return withLocalStack(options, async (stack) => {
    const file = join(stack.folders.home, 'local.json');
    try {
      if (options.stay) writeAccessFile(file, stack);
      return await show(stack, options);
    } finally {
      // Only whoever holds the stack's lock: a second start that is refused must leave the first one's file alone.
      rmSync(file, { force: true });
    }
  });
}

async function show(stack: LocalStack, options: StartOptions): Promise<boolean> {
  const beside = options.stay ? await options.beside?.() : undefined;
  const besideLine = beside === undefined ? '' : `\n${beside}\n`;
  options.print(besideLine);
  const { firings, checks, mails } = await runJobs(stack, options);
  options.print(`\n${formatSummary(firings)}\n${formatChecks(checks)}`);
  for (const { file } of mails) options.print(`\nThe mail lies in ${file}\n`);
  options.print(besideLine);
  if (options.stay) await stayUp(options, stack);
  return firings.every(succeeded) && checks.every(({ holds }) => holds);
}

export interface JobsResult {
  readonly firings: readonly Firing[];
  readonly checks: readonly Check[];
  readonly mails: readonly SavedMail[];
}

/** Waits until every schedule has fired and its slot has ended, then reads the stack back. */
export async function runJobs(
  stack: LocalStack,
  options: Pick<StartOptions, 'now' | 'signal' | 'progress'>,
): Promise<JobsResult> {
  const { deploymentAdmin: admin, deployment } = stack;
  const next = new Date(Math.ceil(options.now().getTime() / 60_000) * 60_000);
  options.progress(`waiting for the schedules to fire, due at ${next.toISOString().slice(11, 19)} UTC`);
  const firings = await awaitFirings({
    admin,
    deployment,
    account: LOCAL_ACCOUNT,
    signal: options.signal,
    onFired: (job, slot) => options.progress(`${job} fired for ${slot}`),
  });
  options.progress('reading the stack back');
  const { emulator, certificate, recorder, folders } = stack;
  const mails = await saveMails({ emulator, certificate, recorder, folder: folders.mail });
  return { firings, mails, checks: await checkAll(stack, { firings, mails, now: options.now() }) };
}

function succeeded({ slot }: Firing): boolean {
  return slot['state'] === 'succeeded';
}

async function checkAll(
  stack: LocalStack,
  { firings, mails, now }: { firings: readonly Firing[]; mails: readonly SavedMail[]; now: Date },
): Promise<readonly Check[]> {
  const { admin, seed, deployment, deploymentAdmin } = stack;
  const ledger = { admin: deploymentAdmin, deployment };
  const checks = await Promise.all([
    checkBackup(admin, seed),
    checkInstances(admin.instances, { instances: seed.instances, firings }),
    checkLedger(ledger).then((check) => [check]),
    checkMetricsAndBuckets(admin, ledger, now),
    checkReport(admin, ledger),
  ]);
  return [...checks.flat(), checkMail(mails)];
}

/** How the user's own tools reach the stack that stays; whole or not there at all. */
function writeAccessFile(file: string, { emulator, deployment }: LocalStack): void {
  const { endpoint, region, caBundle, admin } = emulator;
  const access = { endpoint, region, caBundle, credentials: admin, outputs: deployment };
  writeFileSync(`${file}.part`, `${JSON.stringify(access, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

async function stayUp(options: StartOptions, stack: LocalStack): Promise<void> {
  options.print(`\nThe stack stays up at ${stack.emulator.endpoint}; Ctrl-C ends it.\n`);
  options.print('Your own tools reach it after: eval "$(npx nightshift local env)"\n');
  await new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve();
    options.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
