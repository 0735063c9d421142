import type { TagProblem } from '../../model/off-hours/custodian-tag.ts';
import { decide } from '../../model/off-hours/decide.ts';
import type { Desired } from '../../model/off-hours/off-hours.ts';
import type { OffHoursPlan } from '../../model/off-hours/plan.ts';
import { desiredSince } from '../../model/off-hours/since.ts';
import { findScheduleTag, planOfTag, type ScheduleTag } from '../../model/off-hours/tags.ts';
import type { Schedules } from '../task.ts';
import { type BySchedule, dialectsOf } from './schedule-settings.ts';

/** What the schedule of an instance wants at one time. */
export type Judgement =
  /** It carries none of the tags, and there is no fallback. */
  | { readonly kind: 'untagged' }
  | { readonly kind: 'opted-out'; readonly tag: string }
  | { readonly kind: 'unreadable'; readonly problem: string }
  | Wanted;

export interface Wanted {
  readonly kind: 'wanted';
  readonly plan: OffHoursPlan;
  readonly desired: Desired;
  /** Who says so, and by which rule: `nightshift:schedule=office says stopped: 2026-12-25 is a holiday`. */
  readonly reason: string;
  /** Since when; none where it was never otherwise. */
  readonly since: Date | undefined;
  /** What was done by hand since then is set right as well. */
  readonly enforce: boolean;
  /** What of the tag could not be read. */
  readonly problem?: string;
}

export type Judge = (tags: Readonly<Record<string, string>>) => Judgement;

/** Judges instances by their own tags at one time. The same tag is read once, however many instances carry it. */
export function openJudge(input: {
  readonly bySchedule: BySchedule;
  readonly schedules: Schedules;
  readonly at: Date;
}): Judge {
  const dialects = dialectsOf(input.bySchedule);
  const known = new Map<string, Judgement>();
  return (tags) => {
    const found = findScheduleTag(tags, dialects);
    const key = found === undefined ? '' : `${found.dialect.kind} ${found.tag.key}=${found.tag.value}`;
    const judged = known.get(key) ?? (found === undefined ? judgeFallback(input) : judgeTag(found, input));
    known.set(key, judged);
    return judged;
  };
}

type JudgeInput = Parameters<typeof openJudge>[0];

function judgeFallback(input: JudgeInput): Judgement {
  const { fallback = '' } = input.bySchedule;
  const plan = Object.hasOwn(input.schedules, fallback) ? input.schedules[fallback] : undefined;
  return plan === undefined ? { kind: 'untagged' } : ask(plan, `schedule ${fallback}`, input);
}

function judgeTag(found: ScheduleTag, input: JudgeInput): Judgement {
  const planned = planOfTag(found, input.schedules);
  switch (planned.kind) {
    case 'opted-out':
      return { kind: 'opted-out', tag: planned.tag.key };
    case 'problem':
      return { kind: 'unreadable', problem: problemText(planned.problem) };
    case 'plan': {
      const wanted = ask(planned.plan, `${planned.tag.key}=${planned.tag.value}`, input);
      const [first] = planned.problems;
      return first === undefined ? wanted : { ...wanted, problem: problemText(first) };
    }
    default:
      return planned satisfies never;
  }
}

function ask(plan: OffHoursPlan, who: string, { bySchedule, at }: JudgeInput): Wanted {
  const { desired, reason } = decide(plan, at);
  return {
    kind: 'wanted',
    plan,
    desired,
    reason: `${who} says ${desired.replace('-', ' ')}: ${reason}`,
    since: desiredSince(plan, at),
    enforce: bySchedule.enforce ?? plan.enforce ?? false,
  };
}

/** `tag "maid_offhours", character 14: …`. */
function problemText({ tag, offset, message }: TagProblem): string {
  return `tag "${tag}"${offset === 0 ? '' : `, character ${offset + 1}`}: ${message}`;
}
