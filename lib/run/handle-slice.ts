import { type InvocationInput, jobOf, runPorts } from './handle-invocation.ts';
import { openContext } from './run-slot.ts';

/** A slice that failed: thrown so that the state machine tries it again and counts it. */
export class SliceFailed extends Error {
  override readonly name = 'SliceFailed';
}

/** What the state machine keeps of a slice that is done; the rest lies in the state bucket. */
export interface SliceReport {
  readonly kind: string;
  readonly reason: string;
}

/** Does one slice of a run, as the environment's role. Throws SliceFailed where it is to be tried again. */
export async function handleSlice<Settings, Ports, Item>(
  input: InvocationInput<Settings, Ports, Item>,
): Promise<SliceReport> {
  const { task, invocation, ports } = input;
  const job = jobOf(input);
  const { name } = task;
  if (task.applySlice === undefined) throw new TypeError(`the task "${name}" has no slices`);
  // The slice itself says of which slot it is.
  const request = { slot: ports.now(), mode: 'apply', trigger: 'schedule' } as const;
  const context = await openContext({ job, task, request, invocation, ports: runPorts(input, job) });
  const result = await task.applySlice(input.event, context);
  if (result.kind === 'failed') throw new SliceFailed(`${result.code ?? 'TaskFailed'}: ${result.reason}`);
  return { kind: result.kind, reason: result.reason };
}
