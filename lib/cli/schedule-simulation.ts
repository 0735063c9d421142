import { checkExpectations, type Expectation } from '../model/off-hours/expectations.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import type { Span, Timeline } from '../model/off-hours/transitions.ts';
import { nextFirings } from '../model/schedule/firings.ts';
import { type PlanGroup, timelinesOf } from '../tasks/instance-plans.ts';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import type { ScheduleFile } from './schedule-file.ts';
import type { JobTiming } from './schedule-job.ts';

/** What happens within a span: each schedule's changes and each job's firings. */
export interface Simulation {
  /** As asked for: the wall clock of each schedule, or one instant for all. */
  readonly from: string;
  readonly to: string;
  readonly schedules: readonly {
    readonly plan: OffHoursPlan;
    readonly span: Span;
    readonly timeline: Timeline;
    /** What runs on it. */
    readonly instances: readonly ObservedInstance[];
  }[];
  readonly jobs: readonly {
    readonly job: JobTiming;
    readonly span: Span;
    readonly firings: readonly Date[];
  }[];
  readonly expectations: readonly (Expectation & { readonly schedule: string })[];
}

/** The span, and what it is in a time zone: a Monday begins at each schedule's own midnight. */
export interface AskedSpan {
  readonly from: string;
  readonly to: string;
  readonly spanIn: (timezone: string) => Span;
}

/** A job's firings beyond this many are not listed. A year of minutes has 525,600. */
const mostFirings = 600_000;

/**
 * Runs the clock over a file's schedules and jobs, and over what instances run on. A `rate` without anchor is counted from
 * the span's start.
 */
export function simulateFile(
  file: ScheduleFile,
  { from, to, spanIn }: AskedSpan,
  groups: readonly PlanGroup[] = [],
): Simulation {
  const all = withInstances(file, groups);
  const timelines = timelinesOf(all, ({ timezone }) => spanIn(timezone));
  const schedules = timelines.flatMap((timeline, index) => {
    const group = all[index];
    return group === undefined ? [] : [{ ...group, span: spanIn(group.plan.timezone), timeline }];
  });
  const jobs = file.jobs.map((job) => {
    const span = spanIn(job.timezone);
    return { job, span, firings: firingsOf(job, span) };
  });
  const expectations = file.schedules.flatMap(({ plan, expect }) =>
    checkExpectations(plan, expect).map((expectation) => ({ ...expectation, schedule: plan.name })),
  );
  return { from, to, schedules, jobs, expectations };
}

/** Each schedule with the instances that run on it as it stands, then what runs on something of its own. */
function withInstances({ schedules }: ScheduleFile, groups: readonly PlanGroup[]): readonly PlanGroup[] {
  const names = schedules.map(({ plan }) => plan.name);
  const isNamed = ({ plan, base }: PlanGroup) => base === undefined && names.includes(plan.name);
  const ofSchedule = (name: string) => groups.filter((group) => isNamed(group) && group.plan.name === name);
  return [
    ...schedules.map(({ plan }) => ({
      plan,
      instances: ofSchedule(plan.name).flatMap(({ instances }) => instances),
    })),
    ...groups.filter((group) => !isNamed(group)),
  ];
}

function firingsOf(job: JobTiming, { from, to }: Span): readonly Date[] {
  const lastMs = Math.min(to.getTime() - 1, job.end?.getTime() ?? Number.POSITIVE_INFINITY);
  const firings = nextFirings({
    ...job,
    anchor: job.start ?? from,
    after: new Date(from.getTime() - 1),
    end: new Date(lastMs),
    count: mostFirings,
  });
  return firings.kind === 'firings' ? firings.times : [];
}
