import type { MemoryTables } from '../../../lib/local/memory.ts';
import type { RunPolicy } from '../../../lib/model/run-policy.ts';
import type { Ledger } from '../../../lib/run/ledger.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

export const JOB = 'simulated';

/** How likely what goes wrong is, each time that it could. */
export interface Faults {
  readonly throttled: number;
  readonly answerLost: number;
  readonly crash: number;
  /** A request travels for up to ten minutes, and lands though its sender may be dead. */
  readonly slowRequest: number;
  readonly lostDelivery: number;
  readonly secondDelivery: number;
  readonly lateDelivery: number;
  readonly taskFails: number;
  /** A person pauses the job, or everything that fires is out of order, for a while. */
  readonly incident: number;
}

/** One invocation of the function, for as long as it lives. */
export interface Process {
  /** How wrong its clock goes. */
  readonly skewMs: number;
  alive: boolean;
  readonly onDeath: () => void;
}

/** One job in a world of its own. */
export interface World {
  readonly policy: RunPolicy;
  readonly timeoutMs: number;
  readonly faults: Faults;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly memory: Ledger & MemoryTables;
  /** The ledger as it is written; a mutation breaks it on purpose. */
  readonly table: Ledger;
  /** How often each slot's work was done. */
  readonly effects: Map<string, number>;
  /** Who is at work at which slot. */
  readonly atWork: Map<Process, string>;
  readonly deadLetters: Set<string>;
  readonly violations: Set<string>;
  requests: number;
  /** Firings are lost, all of them. */
  outage: boolean;
  /** Nothing goes wrong any more. */
  calm: boolean;
}

export function happens(fault: keyof Faults, world: World): boolean {
  return !world.calm && world.random.chance(world.faults[fault]);
}

/** Never comes back: the rest of a dead process is not run. */
export function neverAgain(): Promise<never> {
  return new Promise(() => {});
}

export function die(process: Process): void {
  if (!process.alive) return;
  process.alive = false;
  process.onDeath();
}

/** The process begins to work at a slot: nobody else may be at it, nor at another slot where they must not overlap. */
export function beginWork(process: Process, slot: string, world: World): void {
  for (const [other, otherSlot] of world.atWork) {
    if (!other.alive || other === process) continue;
    if (otherSlot === slot) world.violations.add(`two at once at slot ${slot}`);
    else if (world.policy.overlap !== 'allow-all')
      world.violations.add(`slots ${otherSlot} and ${slot} overlap`);
  }
  world.atWork.set(process, slot);
}

export function doWork(slot: string, world: World): void {
  const count = (world.effects.get(slot) ?? 0) + 1;
  world.effects.set(slot, count);
  if (count > 1) world.violations.add(`the work of slot ${slot} was done ${count} times`);
}
