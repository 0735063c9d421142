import { type MemoryTables, memoryLedger } from '../../../lib/local/memory.ts';
import { expectedSlots } from '../../../lib/run/expected-slots.ts';
import type { Ledger, SlotRecord } from '../../../lib/run/ledger.ts';
import { cancelRun } from '../../../lib/run/operations/cancel.ts';
import { type SettlePorts, settleSlots } from '../../../lib/run/settle-slots.ts';
import { operatorLedger } from '../../fakes/operator-ledger.ts';
import { invokeLater } from './host.ts';
import { randomPolicy } from './policy.ts';
import { makeRandom, type Random } from './random.ts';
import { makeTimeline } from './timeline.ts';
import { type Faults, happens, JOB, type World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 0, 5);
/** So long nothing goes wrong at the end, so that what is due can be done. */
const CALM_MS = 30 * HOUR_MS;
/** The five-minute function looks less often here, and no further back than `catchUp` and late firings need. */
const LOOK_EVERY_MS = 30 * MINUTE_MS;
const LOOK_BACK_MS = 8 * HOUR_MS;

export interface Simulation {
  readonly seed: number;
  readonly slots: number;
  /** More of some faults than usual. */
  readonly faults?: Partial<Faults>;
  /** Breaks the table, to see that it is found; or puts a real one before the one in memory. */
  readonly mutate?: (table: Ledger & MemoryTables) => Ledger;
  /** With a real table: whether it has not answered yet. */
  readonly isBusy?: () => boolean;
}

export interface SimulationResult {
  /** How many slots ended how. */
  readonly endings: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const FAULTS: Faults = {
  throttled: 0.02,
  answerLost: 0.01,
  crash: 0.01,
  slowRequest: 0.005,
  lostDelivery: 0.02,
  secondDelivery: 0.1,
  lateDelivery: 0.05,
  taskFails: 0.05,
  incident: 0.02,
};

/** Runs a job with a policy of its own through so many slots, with all that can go wrong; then looks at every slot. */
export async function simulate({
  seed,
  slots,
  faults = {},
  mutate = (table) => table,
  isBusy = () => false,
}: Simulation): Promise<SimulationResult> {
  const random = makeRandom(seed);
  const everyMinutes = 60;
  const world = { ...makeWorld({ random, mutate, isBusy }), faults: { ...FAULTS, ...faults } };
  const { timeline } = world;
  const schedule = { expression: `rate(${everyMinutes} minutes)` };
  const start = new Date(START_MS);
  const endMs = START_MS + slots * everyMinutes * MINUTE_MS;
  const expected = expectedSlots({ schedule, from: start, until: new Date(endMs), anchor: start });
  for (const slot of expected) timeline.at(Date.parse(slot), () => fire(slot, world));
  timeline.at(endMs, () => calmDown(world));
  const ports = settlePorts(expected, world);
  const job = {
    name: JOB,
    schedule: { ...schedule, start: start.toISOString(), end: new Date(endMs - 1).toISOString() },
    policy: world.policy,
  };
  const look = () => {
    const now = new Date(timeline.nowMs());
    const since = new Date(Math.max(START_MS, now.getTime() - LOOK_BACK_MS));
    // What throws is tried again by the next look.
    settleSlots({ job, since, now }, ports).catch(() => undefined);
  };
  for (let atMs = START_MS; atMs < endMs + CALM_MS; atMs += LOOK_EVERY_MS) timeline.at(atMs, look);
  await timeline.runAll();
  return judge(expected, world);
}

interface Making extends Required<Pick<Simulation, 'mutate' | 'isBusy'>> {
  readonly random: Random;
}

function makeWorld({ random, mutate, isBusy }: Making): World {
  const memory = memoryLedger();
  const { policy, timeoutMs } = randomPolicy(random);
  return {
    policy,
    timeoutMs,
    faults: FAULTS,
    random,
    timeline: makeTimeline(START_MS, isBusy),
    memory,
    table: mutate(memory),
    effects: new Map(),
    atWork: new Map(),
    deadLetters: new Set(),
    violations: new Set(),
    requests: 0,
    outage: false,
    calm: false,
  };
}

/** A firing of the schedule, and now and then something that happens to the job as a whole. */
function fire(slot: string, world: World): void {
  const { random, timeline } = world;
  if (happens('incident', world)) beginIncident(world);
  if (happens('incident', world))
    timeline.at(timeline.nowMs() + random.between(1_000, 600_000), () => cancel(slot, world));
  if (!world.outage) invokeLater({ 'detail-type': 'Scheduled Event', time: slot, id: slot }, world);
}

function beginIncident(world: World): void {
  const { random, timeline, memory } = world;
  const endMs = timeline.nowMs() + random.between(MINUTE_MS, 6 * HOUR_MS);
  if (random.chance(0.5)) {
    world.outage = true;
    timeline.at(endMs, () => {
      world.outage = false;
    });
    return;
  }
  const paused = { by: 'operator', at: new Date(timeline.nowMs()).toISOString(), reason: 'simulated' };
  memory.controls.set(JOB, { job: JOB, fence: 1, paused });
  timeline.at(endMs, () => memory.controls.delete(JOB));
}

function cancel(slot: string, { memory, table, timeline }: World): void {
  const now = () => new Date(timeline.nowMs());
  const ports = { ledger: operatorLedger({ ...memory, ...table }), readCaller: async () => 'operator', now };
  void cancelRun({ job: JOB, slot, reason: 'simulated' }, ports);
}

function calmDown(world: World): void {
  world.calm = true;
  world.outage = false;
  world.memory.controls.delete(JOB);
}

function settlePorts(expected: readonly string[], world: World): SettlePorts {
  const { memory, table } = world;
  const first = Date.parse(expected[0] ?? '');
  const stepMs = Date.parse(expected[1] ?? '') - first;
  return {
    ledger: table,
    readSlots: async ({ from, to }) => {
      const low = Math.max(0, Math.ceil((Date.parse(from) - first) / stepMs));
      const slots = expected.slice(low, Math.floor((Date.parse(to) - first) / stepMs) + 1);
      return slots.flatMap((slot): readonly SlotRecord[] => {
        const record = memory.slots.get(`${JOB} ${slot}`);
        return record === undefined ? [] : [record];
      });
    },
    startSlot: async (_job, event) => invokeLater(event, world),
  };
}

/** Every slot has ended, as often as it should have, and what failed is among the dead letters. */
function judge(expected: readonly string[], world: World): SimulationResult {
  const endings: Record<string, number> = {};
  const violations = new Set(world.violations);
  for (const slot of expected) {
    const record = world.memory.slots.get(`${JOB} ${slot}`);
    const ending = endingOf(record);
    endings[ending] = (endings[ending] ?? 0) + 1;
    const fault = findFault({ slot, record, world });
    if (fault !== undefined) violations.add(fault);
  }
  return { endings, violations: [...violations] };
}

function endingOf(record: SlotRecord | undefined): string {
  if (record === undefined) return 'lost';
  return record.code === undefined ? record.state : `${record.state} ${record.code}`;
}

interface Judged {
  readonly slot: string;
  readonly record: SlotRecord | undefined;
  readonly world: World;
}

function findFault({ slot, record, world }: Judged): string | undefined {
  if (record === undefined) return `slot ${slot} is in no ledger`;
  const { state, final } = record;
  if (state === 'running' || state === 'waiting') return `slot ${slot} is left ${state}`;
  if (state === 'failed' && final !== true) return `slot ${slot} failed and is not tried again`;
  const isDropped = record.reason?.includes('cancelled by') === true;
  if (state === 'failed' && !isDropped && !world.deadLetters.has(slot))
    return `slot ${slot} failed and is no dead letter`;
  if ((state === 'succeeded' || state === 'nothing-to-do') && !world.effects.has(slot))
    return `slot ${slot} ${state} without its work`;
  return undefined;
}
