import { type AfterRunPorts, escalate, startNext } from './after-run.ts';
import type { RunReport } from './run-report.ts';
import { type RunInput, runSlot } from './run-slot.ts';
import { findSkip } from './skip-slot.ts';
import type { JobWindow } from './window.ts';

export interface SlotInvocation<Settings, Ports, Item> {
  readonly run: Omit<RunInput<Settings, Ports, Item>, 'skip'>;
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
  const report = await runSlot({ ...run, ...(await skipOf(invocation)) });
  invocation.report(report);
  await startNext(report, ports);
  const isFailure = report.effect === 'done' && report.outcome.kind === 'failed';
  if (isFailure && run.request.trigger === 'schedule')
    await escalate(report, { ...ports, ledger: run.ports.ledger });
  return report;
}

/** What a person asks for is done whenever they ask, and what has begun is gone on with. */
async function skipOf<Settings, Ports, Item>({ run, window }: SlotInvocation<Settings, Ports, Item>) {
  const { slot, trigger, cause, hop } = run.request;
  if (trigger === 'manual' || hop !== undefined) return {};
  const { ledger, now } = run.ports;
  const { name, policy } = run.job;
  const control = await ledger.readControl(name);
  const skip = findSkip({ slot, now: now(), window, policy, control, isFiring: cause === undefined });
  return skip === undefined ? {} : { skip };
}
