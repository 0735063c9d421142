import type { WatchedJob } from '../../../../lib/run/watchdog/watched-job.ts';
import type { Chance } from './random.ts';
import {
  DAY_MS,
  type Era,
  type Fate,
  type Firing,
  firingTimes,
  type Interval,
  type JobWorld,
  MINUTE_MS,
  makeFiring,
  within,
} from './world.ts';

/** In the last part of the time everything goes well again, so that whatever was open has to end. */
const QUIET_PART = 0.1;
/** Slots that must have gone well before a suspicious one can be told from a usual one. */
const WELL_BEFORE_SUSPICION = 45;

interface WorldInput {
  readonly job: WatchedJob;
  readonly index: number;
  readonly time: Interval;
  readonly chance: Chance;
}

/** Makes up what happens to one job: deployments, pauses, outages, and the fate of every single firing. */
export function makeWorld(input: WorldInput): JobWorld {
  const { job, time, chance } = input;
  const quietFrom = time.to - (time.to - time.from) * QUIET_PART;
  const eras = makeEras(input, quietFrom);
  const pauses = makeIntervals({ ...time, to: quietFrom }, chance, { everyDays: 60, hours: [2, 72] });
  const outages = makeIntervals({ ...time, to: quietFrom }, chance, { everyDays: 12, hours: [0.3, 30] }).map(
    (outage) => ({
      ...outage,
      fate: chance.pick<Fate>([
        'lost',
        'lost',
        'crashed',
        'too-late',
        'failed-for-good',
        'failed-and-forgotten',
        'skipped',
      ]),
    }),
  );
  const oftenIdle = input.index % 4 === 3;
  const usualMs = chance.between(20_000, 120_000);
  let well = 0;
  const firings = eras.flatMap((era) =>
    firingTimes(era, chance).map((firedAt): Firing => {
      const outage = outages.find(({ from, to }) => from <= firedAt && firedAt < to);
      const calm = firedAt >= quietFrom;
      const durationMs = usualMs * chance.noise();
      const fate = within(firedAt, pauses)
        ? 'skipped'
        : (outage?.fate ??
          (calm ? 'well' : chooseFate({ chance, oftenIdle, suspicion: well >= WELL_BEFORE_SUSPICION })));
      if (fate === 'well') well += 1;
      if (fate === 'too-fast' || fate === 'idle-for-once') well = WELL_BEFORE_SUSPICION - 5;
      return makeFiring({ era, firedAt, fate, durationMs, chance });
    }),
  );
  const deployments = [...eras.map(({ from }) => from), eras.at(-1)?.to ?? 0].map((at) => ({
    from: at - chance.between(0, 10 * MINUTE_MS),
    to: at === time.to ? at : at + chance.between(0, 20 * MINUTE_MS),
  }));
  return { name: job.name, eras, deployments, pauses, firings };
}

function chooseFate({
  chance,
  oftenIdle,
  suspicion,
}: {
  chance: Chance;
  oftenIdle: boolean;
  suspicion: boolean;
}): Fate {
  if (chance.happens(0.03)) {
    return chance.pick<Fate>([
      'lost',
      'late',
      'too-late',
      'crashed',
      'crashed-and-retried',
      'failed-for-good',
      'failed-and-retried',
      'failed-and-forgotten',
      'too-long',
      'skipped',
    ]);
  }
  if (suspicion && chance.happens(0.02))
    return oftenIdle || chance.happens(0.5) ? 'too-fast' : 'idle-for-once';
  return oftenIdle && chance.happens(0.3) ? 'idle' : 'well';
}

/** The job comes at some time, its schedule may change, and it may go. */
function makeEras({ job, index, time, chance }: WorldInput, quietFrom: number): readonly Era[] {
  const all = time.to - time.from;
  const starts = [time.from + chance.between(0, 0.1 * Math.min(all, 30 * DAY_MS))];
  for (let next = starts[0] ?? 0; ; ) {
    next += Math.min(chance.between(0.1, 0.4) * all, chance.between(30, 120) * DAY_MS);
    if (next > quietFrom) break;
    starts.push(next);
  }
  const last = index % 7 === 6 ? quietFrom + chance.between(0, DAY_MS) : time.to;
  return starts.map((from, era) => ({
    job: era % 2 === 0 ? job : { ...job, stack: 'Jobs-2', schedule: shift(job.schedule) },
    from,
    to: starts[era + 1] ?? last,
  }));
}

/** Another time for what has one; a `rate` gets a new rule in another stack instead. */
function shift(schedule: WatchedJob['schedule']): WatchedJob['schedule'] {
  return {
    ...schedule,
    expression: schedule.expression.replace(
      /^cron\((\S+) /,
      (_, minutes) => `cron(${minutes === '0/15' ? '7/15' : '41'} `,
    ),
  };
}

/** Intervals at random, seldom enough not to overlap. */
export function makeIntervals(
  time: Interval,
  chance: Chance,
  { everyDays, hours: [shortest, longest] }: { everyDays: number; hours: readonly [number, number] },
): readonly Interval[] {
  const found: Interval[] = [];
  for (let at = time.from; ; ) {
    at += -Math.log(1 - chance.next()) * everyDays * DAY_MS;
    const to = at + chance.between(shortest, longest) * 60 * MINUTE_MS;
    if (to >= time.to) return found;
    found.push({ from: at, to });
    at = to;
  }
}
