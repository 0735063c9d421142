import { formatCount } from '../model/format-count.ts';
import type { Outcome } from '../model/outcome.ts';
import type { PlanReport } from '../run/plan-slot.ts';
import type { RunReport } from '../run/run-report.ts';
import type { Cli } from './cli.ts';

/** Prints a plan's items, and which plan it is; a failed one is an error. Sets the exit code. */
export function printPlan(report: PlanReport, output: 'text' | 'json', cli: Cli): void {
  if (output === 'json') cli.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (report.kind === 'failed') {
    printFailure(report.outcome, `cannot plan job "${report.job}"`, cli);
    return;
  }
  if (output === 'text') cli.stdout.write(`${planLines(report).join('\n')}\n`);
}

function planLines(report: Extract<PlanReport, { kind: 'planned' }>): readonly string[] {
  const { job, slot, items, lines, digest, planKey } = report;
  if (items === 0) return [`nothing to do: job "${job}", slot ${slot}`];
  const rest = items - lines.length;
  return [
    ...lines,
    ...(rest > 0 ? [`… and ${formatCount(rest)} more`] : []),
    `plan of job "${job}", slot ${slot}: ${formatCount(items)} item${items === 1 ? '' : 's'}`,
    `digest  ${digest}`,
    `key     ${planKey}`,
  ];
}

/** Prints how a run ended. Exit code 1 where it failed, or where another run has taken the slot over. */
export function printRun(report: RunReport, output: 'text' | 'json', cli: Cli): void {
  const { job, outcome, effect } = report;
  if (output === 'json') cli.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else
    cli.stdout.write(
      runLines(report)
        .map((line) => `${line}\n`)
        .join(''),
    );
  if (effect === 'overtaken') {
    cli.stderr.write(`nightshift: another run took the slot over; see "nightshift jobs history ${job}"\n`);
    cli.exitCode = 1;
  } else if (outcome.kind === 'failed') printFailure(outcome, `job "${job}" failed`, cli);
}

function runLines({
  job,
  slot,
  attempt,
  outcome,
  effect,
  durationMs,
  details,
}: RunReport): readonly string[] {
  if (effect === 'duplicate')
    return [`skipped, nothing was done: job "${job}", slot ${slot}: ${outcome.reason}`];
  if (effect === 'continued')
    return [`not done yet, ${outcome.reason}; see "nightshift jobs history ${job}"`];
  const figures = Object.entries(outcome.figures);
  const width = Math.max(0, ...figures.map(([name]) => name.length));
  const head = outcome.kind === 'failed' ? [] : [`${outcome.kind}: ${outcome.reason}`];
  return [
    ...details,
    ...head,
    ...figures.map(([name, value]) => `  ${name.padEnd(width)}  ${formatCount(value)}`),
    `job "${job}", slot ${slot}, attempt ${attempt}, ${(durationMs / 1_000).toFixed(1)} s`,
  ];
}

/** One line: what failed, why, what to do, and the code. */
function printFailure({ reason, advice, code }: Outcome, what: string, cli: Cli): void {
  const rest = advice === undefined ? '' : `; ${advice}`;
  cli.stderr.write(`nightshift: ${what}: ${reason}${rest} (${code ?? 'failed'})\n`);
  cli.exitCode = 1;
}
