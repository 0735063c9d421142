import { memoryStateStore } from '../../../lib/local/memory.ts';
import { ServiceError } from '../../../lib/model/errors.ts';
import { formatUtc } from '../../../lib/model/schedule/instant.ts';
import { invokeSlot } from '../../../lib/run/invoke-slot.ts';
import { readSlotRequest } from '../../../lib/run/slot-request.ts';
import type { Task } from '../../../lib/tasks/task.ts';
import { faultyLedger } from './faulty-ledger.ts';
import { beginWork, die, doWork, happens, JOB, neverAgain, type Process, type World } from './world.ts';

const MINUTE_MS = 60_000;
const LAMBDA_RETRIES = [1 * MINUTE_MS, 2 * MINUTE_MS];
const SKEW_MS = 12_000;
const SESSION = {
  region: 'eu-central-1',
  credentials: async () => ({ accessKeyId: '', secretAccessKey: '' }),
  variable: () => undefined,
};

/** Lambda's queue of asynchronous invocations: it loses, doubles and delays them, and tries again what failed. */
export function invokeLater(event: unknown, world: World): void {
  const { random, timeline } = world;
  if (happens('lostDelivery', world)) return;
  world.requests += 1;
  // A retry and a second delivery have the first one's id.
  const requestId = `request-${world.requests}`;
  const deliver = (retries: readonly number[]) => async () => {
    if (!(await runOnce({ event, requestId }, world))) return;
    const [wait, ...left] = retries;
    if (wait === undefined) world.deadLetters.add(slotOf(event, world));
    else timeline.at(timeline.nowMs() + wait + random.between(0, 20_000), deliver(left));
  };
  const latencyMs = happens('lateDelivery', world)
    ? random.between(MINUTE_MS, 60 * MINUTE_MS)
    : random.between(100, 2_000);
  timeline.at(
    timeline.nowMs() + latencyMs,
    deliver(LAMBDA_RETRIES.slice(0, world.policy.retry.attempts - 1)),
  );
  if (happens('secondDelivery', world))
    timeline.at(timeline.nowMs() + random.between(100, 20 * MINUTE_MS), deliver([]));
}

function slotOf(event: unknown, { timeline }: World): string {
  const read = readSlotRequest(event, new Date(timeline.nowMs()));
  return read.kind === 'request' ? formatUtc(read.request.slot) : '';
}

interface Delivery {
  readonly event: unknown;
  readonly requestId: string;
}

/** Whether the invocation failed: it threw, died, or ran out of time. */
async function runOnce(delivery: Delivery, world: World): Promise<boolean> {
  const { timeline, random } = world;
  let onDeath = () => {};
  const death = new Promise<boolean>((resolve) => {
    onDeath = () => resolve(true);
  });
  const process: Process = { skewMs: random.between(-SKEW_MS, SKEW_MS), alive: true, onDeath };
  timeline.at(timeline.nowMs() + world.timeoutMs, () => die(process));
  const failed = await Promise.race([death, invoke(delivery, process, world)]);
  process.alive = false;
  world.atWork.delete(process);
  return failed;
}

function invoke({ event, requestId }: Delivery, process: Process, world: World): Promise<boolean> {
  const now = () => new Date(world.timeline.nowMs() + process.skewMs);
  const read = readSlotRequest(event, now());
  if (read.kind === 'refused') throw new TypeError(read.reason);
  const { request } = read;
  const slot = formatUtc(request.slot);
  const ports = {
    ledger: faultyLedger(process, world),
    state: memoryStateStore(),
    now,
    openSession: () => Promise.resolve(SESSION),
    taskPorts: () => ({}),
  };
  const sendDeadLetter = async () => {
    if (!process.alive) return neverAgain();
    if (happens('throttled', world)) throw failure('ThrottlingException');
    world.deadLetters.add(slot);
  };
  const continueSlot = async ({ event: next }: { readonly event: unknown }) => {
    if (happens('throttled', world)) throw failure('ThrottlingException');
    invokeLater(next, world);
  };
  const deadline = new Date(now().getTime() + world.timeoutMs);
  const invocation = { requestId, deadline };
  const job = { name: JOB, settings: {}, policy: world.policy };
  const run = { job, task: taskOf(process, world), request, invocation, ports };
  return invokeSlot({ run, window: {}, ports: { sendDeadLetter, continueSlot }, report: () => {} }).then(
    () => false,
    () => true,
  );
}

/** Plans the slot's work where it was not done, and does it; dies, fails or takes too long now and then. */
function taskOf(process: Process, world: World): Task<object, object, { readonly slot: string }> {
  const { timeline, random } = world;
  const pass = async (ms: number) => {
    await timeline.sleep(ms);
    if (happens('crash', world)) die(process);
    if (!process.alive) await neverAgain();
  };
  return {
    name: 'simulated',
    describe: ({ slot }) => slot,
    plan: async function* ({ slot: time }) {
      const slot = formatUtc(time);
      beginWork(process, slot, world);
      const isDone = world.effects.has(slot);
      await pass(random.between(100, 20_000));
      if (!isDone) yield { slot };
    },
    apply: async (items, context) => {
      const endWork = () => world.atWork.delete(process);
      let count = 0;
      for await (const { slot } of items) {
        await pass(random.between(1_000, world.timeoutMs * 1.05));
        if (await context.shouldStop()) break;
        if (happens('taskFails', world)) {
          endWork();
          throw failure(random.pick(['SlowDown', 'SlowDown', 'AccessDenied']));
        }
        doWork(slot, world);
        await pass(random.between(10, 3_000));
        count += 1;
      }
      endWork();
      return { kind: count === 0 ? 'nothing-to-do' : 'succeeded', reason: 'simulated', figures: { count } };
    },
  };
}

function failure(code: string): ServiceError {
  return new ServiceError({ code, message: 'failed as it was told', service: 'test', operation: 'any' });
}
