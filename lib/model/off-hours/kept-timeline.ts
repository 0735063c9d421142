import { decide } from './decide.ts';
import type { OffHoursPlan } from './plan.ts';
import { type Span, type Step, type Timeline, timelineThrough } from './transitions.ts';

/**
 * The timeline of a plan that differs from another by more overrides, such as a keep-until of one instance: the other's
 * timeline with what they cover replaced. Much faster than `timelineOf` where thousands differ from one plan.
 */
export function overriddenTimeline(plan: OffHoursPlan, span: Span, base: Timeline): Timeline {
  const covers = (atMs: number) =>
    plan.overrides.some(({ fromMs, untilMs }) => (fromMs === undefined || fromMs <= atMs) && atMs < untilMs);
  const bounds = plan.overrides
    .flatMap(({ fromMs, untilMs }) => [fromMs ?? Number.NEGATIVE_INFINITY, untilMs])
    .filter((atMs) => atMs > span.from.getTime() && atMs < span.to.getTime())
    .map((atMs): Step => ({ at: new Date(atMs), decision: decide(plan, new Date(atMs)) }));
  const uncovered = base.steps.filter(({ at }) => !covers(at.getTime()));
  const points =
    bounds.length === 0
      ? uncovered
      : [...uncovered, ...bounds].sort((a, b) => a.at.getTime() - b.at.getTime());
  const initial = covers(span.from.getTime()) ? decide(plan, span.from) : base.initial;
  return timelineThrough(initial, points, span);
}
