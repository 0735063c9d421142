import { ServiceError } from '../../../lib/model/errors.ts';
import type { Ledger, SlotRecord } from '../../../lib/run/ledger.ts';
import { die, happens, neverAgain, type Process, type World } from './world.ts';

const MARGIN_MS = 60_000;
const MAX_SKEW_MS = 25_000;

/** The table as one process reaches it: late, throttled, its answers lost, and the process dying before or after. */
export function faultyLedger(process: Process, world: World): Ledger {
  const { table } = world;
  const read = <T>(apply: () => Promise<T>) => request({ apply, isWrite: false }, process, world);
  const write = <T>(apply: () => Promise<T>) => request({ apply, isWrite: true }, process, world);
  return {
    readView: (job, slot) => read(() => table.readView(job, slot)),
    readSlot: (job, slot) => read(() => table.readSlot(job, slot)),
    readActive: (job) => read(() => table.readActive(job)),
    readControl: (job) => read(() => table.readControl(job)),
    readCancel: (job, slot) => read(() => table.readCancel(job, slot)),
    writeCancel: (record) => write(() => table.writeCancel(record)),
    writeSlot: (record, expectedFence, also) => {
      checkLease(record, world);
      return write(() => table.writeSlot(record, expectedFence, also));
    },
  };
}

/** No lease lives longer than the invocation may, the margin, and what clocks differ. */
function checkLease({ state, slot, leaseEndsAt, awaited }: SlotRecord, world: World): void {
  if (state !== 'running' || awaited === true) return;
  const livesMs = Date.parse(leaseEndsAt) - world.timeline.nowMs();
  if (livesMs > world.timeoutMs + MARGIN_MS + MAX_SKEW_MS)
    world.violations.add(`the lease of slot ${slot} would live for ${livesMs} ms`);
}

interface Request<T> {
  readonly apply: () => Promise<T>;
  readonly isWrite: boolean;
}

async function request<T>({ apply, isWrite }: Request<T>, process: Process, world: World): Promise<T> {
  const { random, timeline } = world;
  if (!process.alive) return neverAgain();
  if (isWrite && happens('crash', world)) {
    die(process);
    return neverAgain();
  }
  if (happens('throttled', world)) throw unreachable('ThrottlingException');
  if (isWrite && happens('slowRequest', world)) await timeline.sleep(random.between(1_000, 600_000));
  else if (random.chance(0.5)) await timeline.sleep(random.between(1, 40));
  const answer = await apply();
  // Sent again by the client, for the first answer was lost.
  const last = isWrite && happens('answerLost', world) ? await apply() : answer;
  if (isWrite && happens('crash', world)) die(process);
  if (!process.alive) return neverAgain();
  if (isWrite && happens('answerLost', world)) throw unreachable('NetworkError');
  return last;
}

function unreachable(code: string): ServiceError {
  return new ServiceError({
    code,
    message: 'cannot reach the ledger',
    service: 'DynamoDB',
    operation: 'any',
  });
}
