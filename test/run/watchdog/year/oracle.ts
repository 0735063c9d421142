import type { Incident } from '../../../../lib/run/watchdog/job-watch.ts';
import type { Seen } from './simulate.ts';
import { DAY_MS, type Firing, type Interval, type JobWorld, MINUTE_MS, within } from './world.ts';

/** What the watchdog did wrong, in words, and how much there was to see. */
export interface Judgement {
  readonly faults: readonly string[];
  readonly firings: number;
  readonly looks: number;
  readonly badSlots: number;
  readonly incidents: number;
}

/**
 * A slot of a `rate` is named by its expectation, which may lie a minute off; and by up to the interval as long as
 * nobody has seen the job run since its deployment or pause, for only EventBridge knows from when it counts.
 */
function toleranceMs({ firings, deployments, pauses }: JobWorld, slotMs: number): number {
  const begun = Math.max(
    0,
    ...[...deployments, ...pauses].filter(({ to }) => to < slotMs).map(({ to }) => to),
  );
  const times = slotTimes(firings);
  const isKnown = firings
    .slice(indexAfter(times, begun), indexAfter(times, slotMs - 1))
    .some(({ startedAt }) => startedAt !== undefined);
  const expression = firings[0]?.era.job.schedule.expression ?? '';
  const [, value = '0', unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = unit === 'day' ? DAY_MS : unit === 'hour' ? 60 * MINUTE_MS : MINUTE_MS;
  return isKnown ? MINUTE_MS : Math.max(MINUTE_MS, Number(value) * unitMs);
}

/** Compares what was told with what really happened, by rules of its own that share no code with the watchdog. */
export function judge(seen: Seen): Judgement {
  const faults = [
    ...seen.worlds.flatMap((world) => judgeWorld(world, seen)),
    ...[...seen.told].filter(([, times]) => times > 1).map(([key, times]) => `told ${times} times: ${key}`),
  ];
  const firings = seen.worlds.flatMap((world) => world.firings);
  return {
    faults,
    firings: firings.length,
    looks: seen.looks.length,
    badSlots: firings.filter(({ bad }) => bad !== undefined).length,
    incidents: seen.incidents.length,
  };
}

function judgeWorld(world: JobWorld, seen: Seen): readonly string[] {
  const incidents = seen.incidents.filter(({ job }) => job === world.name);
  return [
    ...world.firings.flatMap((firing) => findMissed(firing, { world, incidents, looks: seen.looks })),
    ...incidents.flatMap((incident) => findFalse(incident, world)),
    ...incidents.flatMap((incident) => findWrongEnd(incident, world, seen)),
    ...findDoubles(incidents),
  ];
}

interface Surroundings {
  readonly world: JobWorld;
  readonly incidents: readonly Incident[];
  readonly looks: readonly number[];
}

/** Every bad slot that a look could have seen belongs to an incident that was open at that look. */
function findMissed(
  { bad, slotMs, era, startedAt }: Firing,
  { world, incidents, looks }: Surroundings,
): readonly string[] {
  if (bad === undefined) return [];
  const tolerance = toleranceMs(world, slotMs);
  const detectable = bad.kind === 'not-started' ? bad.since + tolerance + MINUTE_MS : bad.since;
  const look = firstAfter(looks, detectable, (at) => !within(at, world.deployments));
  const first =
    firstAfter(looks, era.from, (at) => !within(at, world.deployments)) ?? Number.POSITIVE_INFINITY;
  // What had begun is followed beyond a change of the schedule, if a look had seen it begin.
  const begunAt = bad.kind === 'not-started' ? undefined : startedAt;
  const wasFollowed =
    begunAt !== undefined &&
    look !== undefined &&
    look < (world.eras.at(-1)?.to ?? 0) &&
    (firstAfter(looks, begunAt, (at) => !within(at, world.deployments)) ?? era.to) < era.to;
  const counts =
    look !== undefined &&
    look < bad.until &&
    first < slotMs &&
    !world.pauses.some((pause) => slotMs < resumedAt(pause, looks) && pause.from < look) &&
    (look < era.to || wasFollowed);
  if (!counts) return [];
  const isTold = incidents.some(
    ({ kind, openedAt, closedAt, slot, lastSlot }) =>
      kind === bad.kind &&
      Date.parse(openedAt) <= look &&
      (closedAt === undefined || Date.parse(closedAt) >= bad.since - tolerance) &&
      Date.parse(slot) <= slotMs + tolerance &&
      (bad.kind !== 'not-started' ||
        slotMs <= Date.parse(lastSlot) + tolerance ||
        Date.parse(openedAt) < look),
  );
  return isTold ? [] : [`missed: ${world.name} ${bad.kind} ${new Date(slotMs).toISOString()}`];
}

/** Slots count again from the first look that finds the job running. */
function resumedAt({ to }: Interval, looks: readonly number[]): number {
  return looks[indexAfter(looks, to)] ?? Number.POSITIVE_INFINITY;
}

/** Every incident is about a slot that really was bad, and had been so when it was told. */
function findFalse({ job, kind, slot, openedAt }: Incident, world: JobWorld): readonly string[] {
  const tolerance = toleranceMs(world, Date.parse(slot));
  const isTrue = world.firings.some(
    ({ bad, slotMs }) =>
      bad?.kind === kind &&
      Math.abs(slotMs - Date.parse(slot)) <= tolerance &&
      bad.since <= Date.parse(openedAt),
  );
  return isTrue ? [] : [`false: ${job} ${kind} ${slot} told at ${openedAt}`];
}

/** "Back to normal" is true when it is said, and is said once it is true. */
function findWrongEnd(incident: Incident, world: JobWorld, { looks, time }: Seen): readonly string[] {
  const { job, kind, lastSlot, closedAt } = incident;
  const isGood = ({ slotMs, startedAt, endedWellAt, bad }: Firing, by: number) =>
    slotMs >= Date.parse(lastSlot) - MINUTE_MS &&
    (kind === 'not-started'
      ? startedAt !== undefined && startedAt <= by
      : endedWellAt !== undefined && endedWellAt <= by && (kind === 'not-finished' || bad?.kind !== kind));
  if (closedAt === undefined) {
    const lastLook = looks.at(-1) ?? time.to;
    // A slot that began before the last looks may still be on its way.
    const isOver = world.firings.some(
      (firing) =>
        isGood(firing, lastLook - 60 * MINUTE_MS) && firing.slotMs > Date.parse(lastSlot) + MINUTE_MS,
    );
    return isOver ? [`never ended: ${job} ${kind} ${lastSlot}`] : [];
  }
  const at = Date.parse(closedAt);
  const rests = within(at, world.pauses) || at >= (world.eras.at(-1)?.to ?? time.to);
  const becameUsual = kind === 'did-too-little' && incident.slots >= 10;
  const isTrue = rests || becameUsual || world.firings.some((firing) => isGood(firing, at));
  return isTrue ? [] : [`ended too early: ${job} ${kind} ${lastSlot} at ${closedAt}`];
}

/** Two incidents of one kind and job never overlap, and never begin at the same slot. */
function findDoubles(incidents: readonly Incident[]): readonly string[] {
  return incidents.flatMap((one) =>
    incidents
      .filter(
        (other) =>
          other !== one &&
          other.kind === one.kind &&
          (other.slot === one.slot ||
            (other.openedAt >= one.openedAt && other.openedAt < (one.closedAt ?? other.openedAt + 1))),
      )
      .map((other) => `told twice: ${one.job} ${one.kind} ${one.slot} and ${other.slot}`),
  );
}

/** Index of the first of ascending times after this one. */
function indexAfter(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstAfter(
  times: readonly number[],
  time: number,
  wanted: (time: number) => boolean,
): number | undefined {
  for (let index = indexAfter(times, time); index < times.length; index += 1) {
    const found = times[index];
    if (found !== undefined && wanted(found)) return found;
  }
  return undefined;
}

const timesOf = new WeakMap<readonly Firing[], readonly number[]>();

/** The firings' slots, which are in their order; a year has many, and is asked often. */
function slotTimes(firings: readonly Firing[]): readonly number[] {
  const known = timesOf.get(firings);
  if (known !== undefined) return known;
  const times = firings.map(({ slotMs }) => slotMs);
  timesOf.set(firings, times);
  return times;
}
