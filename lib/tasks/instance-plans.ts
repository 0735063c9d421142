import { overriddenTimeline } from '../model/off-hours/kept-timeline.ts';
import { type OffHoursPlan, type Override, withOverride } from '../model/off-hours/plan.ts';
import { type Span, type Timeline, timelineOf } from '../model/off-hours/transitions.ts';
import type { InstanceJob } from './instance-jobs.ts';
import type { Judge } from './stop-instances/judge.ts';
import { parseKeepUntil } from './stop-instances/keep-until.ts';
import type { ObservedInstance } from './stop-instances/ports.ts';

export interface InstancePlans {
  /** Instances by what they run on: one plan object for all that share one. */
  readonly groups: readonly PlanGroup[];
  /** Instances that no schedule moves, and tags that cannot be read: `i-0…: is a spot instance`. */
  readonly notes: readonly string[];
}

export interface PlanGroup {
  readonly plan: OffHoursPlan;
  readonly instances: readonly ObservedInstance[];
  /** With a keep-until tag: the plan without it. */
  readonly base?: OffHoursPlan;
}

interface Gathering {
  readonly groups: Map<string, PlanGroup & { readonly instances: ObservedInstance[] }>;
  readonly notes: string[];
}

/**
 * What each instance runs on by its own tags: the first job that selects it by a schedule tells. A keep-until tag is an
 * override of its plan.
 */
export function plansOfInstances(
  jobs: readonly InstanceJob[],
  instances: readonly ObservedInstance[],
  at: Date,
): InstancePlans {
  const asked = jobs.flatMap((job) => {
    const judge = job.judge(at);
    return judge === undefined ? [] : [{ job, judge }];
  });
  const gathering: Gathering = { groups: new Map(), notes: [] };
  for (const instance of instances) gather(instance, asked, gathering);
  return { groups: [...gathering.groups.values()], notes: gathering.notes };
}

function gather(
  instance: ObservedInstance,
  asked: readonly { readonly job: InstanceJob; readonly judge: Judge }[],
  { groups, notes }: Gathering,
): void {
  for (const { job, judge } of asked) {
    const judged = job.selects(instance) === 'no' ? undefined : judge(instance.tags);
    if (judged === undefined || judged.kind === 'untagged') continue;
    const note = (text: string) => notes.push(`${instance.id}: ${text}`);
    const left = job.leaves(instance);
    if (left !== undefined) note(left);
    else if (judged.kind === 'opted-out') note(`opted out by tag "${judged.tag}"`);
    else if (judged.kind === 'unreadable') note(judged.problem);
    else {
      if (judged.problem !== undefined) note(judged.problem);
      groupOf({ job, plan: judged.plan, instance, groups, note }).instances.push(instance);
    }
    return;
  }
}

interface Grouping extends Pick<Gathering, 'groups'> {
  readonly job: InstanceJob;
  readonly plan: OffHoursPlan;
  readonly instance: ObservedInstance;
  readonly note: (text: string) => void;
}

function groupOf({ job, plan, instance, groups, note }: Grouping) {
  const tag = job.keepUntilTag;
  const text = Object.hasOwn(instance.tags, tag) ? instance.tags[tag] : undefined;
  const keptUntil = text === undefined ? undefined : parseKeepUntil(text);
  if (text !== undefined && keptUntil === undefined) note(`tag "${tag}": it is no time`);
  const key = `${job.name} ${plan.name} ${keptUntil?.getTime() ?? ''}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group =
    keptUntil === undefined
      ? { plan, instances: [] }
      : { plan: withOverride(plan, keepUntil(keptUntil, tag)), instances: [], base: plan };
  groups.set(key, group);
  return group;
}

function keepUntil(until: Date, tag: string): Override {
  return { desired: 'running', fromMs: undefined, untilMs: until.getTime(), reason: `tag ${tag}` };
}

/** The timelines of groups over a span of each; of groups that differ by a keep-until alone, the rest is computed once. */
export function timelinesOf(
  groups: readonly PlanGroup[],
  spanOf: (plan: OffHoursPlan) => Span,
): readonly Timeline[] {
  const known = new Map<OffHoursPlan, Timeline>();
  const plain = (plan: OffHoursPlan) => {
    const timeline = known.get(plan) ?? timelineOf(plan, spanOf(plan));
    known.set(plan, timeline);
    return timeline;
  };
  return groups.map(({ plan, base }) =>
    base === undefined ? plain(plan) : overriddenTimeline(plan, spanOf(plan), plain(base)),
  );
}
