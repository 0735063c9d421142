import type { OffHoursPlan } from './plan.ts';
import { type Span, type Timeline, timelineOf } from './transitions.ts';

export interface Simulated<Resource> {
  readonly resource: Resource;
  readonly timeline: Timeline;
}

/** The timelines of many resources over a span; resources that share a plan (the same object) share one computed timeline. */
export function simulate<Resource extends { readonly plan: OffHoursPlan }>(
  resources: readonly Resource[],
  span: Span,
): Simulated<Resource>[] {
  const timelines = new Map<OffHoursPlan, Timeline>();
  return resources.map((resource) => {
    const known = timelines.get(resource.plan);
    const timeline = known ?? timelineOf(resource.plan, span);
    if (known === undefined) timelines.set(resource.plan, timeline);
    return { resource, timeline };
  });
}
