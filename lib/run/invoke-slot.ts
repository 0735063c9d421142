import { type AfterRunPorts, escalate, startNext } from './after-run.ts';
import type { FindSkip } from './claim-slot.ts';
import type { RunReport } from './run-report.ts';
import { type RunInput, runSlot } from './run-slot.ts';
import { findSkip } from './skip-slot.ts';
import type { JobWindow } from './window.ts';

export interface SlotInvocation<Settings, Ports, Item> {
  readonly run: Omit<RunInput<Settings, Ports, Item>, 'findSkip'>;
  readonly window: JobWindow;
  readonly ports: AfterRunPorts;
  /** Told of the run before anything else is done about it. */
  readonly report: (report: RunReport) => void;
}

/** Runs a slot as the job's policy lets it, and does what follows from how it ended. */
export async function invokeSlot<Settings, Ports, Item>(
  invocation: SlotInvocation<Settings, Ports, Item>,
): Promise<RunReport> {
  const { run, ports } = invocation;
  const report = await runSlot({ ...run, findSkip: skipOf(invocation) });
  invocation.report(report);
  await startNext(report, ports);
  const isFailure = report.effect === 'done' && report.outcome.kind === 'failed';
  if (isFailure && run.request.trigger === 'schedule')
    await escalate(report, { ...ports, ledger: run.ports.ledger });
  return report;
}

/** What a person asks for is done whenever they ask, and what has begun is gone on with. */
function skipOf<Settings, Ports, Item>({ run, window }: SlotInvocation<Settings, Ports, Item>): FindSkip {
  const { slot, trigger, cause, hop } = run.request;
  if (trigger === 'manual' || hop !== undefined) return () => undefined;
  const { policy } = run.job;
  return (control) =>
    findSkip({ slot, now: run.ports.now(), window, policy, control, isFiring: cause === undefined });
}
