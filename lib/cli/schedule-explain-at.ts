import { UsageError } from '../model/errors.ts';
import { decide } from '../model/off-hours/decide.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import { type Step, timelineOf } from '../model/off-hours/transitions.ts';
import { formatLocal, formatUtc } from '../model/schedule/instant.ts';
import { didYouMean } from '../model/schedule/nearest.ts';
import type { Cli } from './cli.ts';
import { readTime } from './schedule-arguments.ts';
import { readScheduleFile } from './schedule-file.ts';

/** A year and some days: a schedule that changes at all changes within. */
export const lookAheadMs = 370 * 86_400_000;

/** What an off-hours schedule wants at a time, the rule that decides, and the next change. */
export function explainAt(
  asked: { name: string; at: string; file: string; output: 'text' | 'json' },
  cli: Cli,
): string {
  const year = readTime({ name: '--at', text: asked.at, timezone: 'UTC' }).getUTCFullYear();
  const file = readScheduleFile({
    cwd: cli.cwd,
    file: asked.file,
    years: { firstYear: year - 1, lastYear: year + 2 },
  });
  const plan = find(
    file.schedules.map((schedule) => schedule.plan),
    asked,
  );
  const at = readTime({ name: '--at', text: asked.at, timezone: plan.timezone });
  const decision = decide(plan, at);
  const [next] = timelineOf(plan, { from: at, to: new Date(at.getTime() + lookAheadMs) }).changes;
  if (asked.output === 'json') {
    const change = next === undefined ? undefined : { at: formatUtc(next.at), ...next.decision };
    const answer = { name: plan.name, timezone: plan.timezone, at: formatUtc(at), ...decision, next: change };
    return `${JSON.stringify(answer, undefined, 2)}\n`;
  }
  const lines = [
    `${plan.name} at ${timeText(at, plan)}`,
    `  ${decision.desired}: ${decision.reason}`,
    `  ${changeText(next, plan)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function find(plans: readonly OffHoursPlan[], { name, file }: { name: string; file: string }): OffHoursPlan {
  const found = plans.find((plan) => plan.name === name);
  if (found !== undefined) return found;
  const names = plans.map((plan) => plan.name);
  const hint = didYouMean(name, names) || `; it has ${names.join(', ') || 'none'}`;
  throw new UsageError(`"${file}" has no off-hours schedule "${name}"${hint}`);
}

/** `then: running from …, for the period … is on`. */
export function changeText(next: Step | undefined, plan: OffHoursPlan): string {
  if (next === undefined) return 'then: no change within a year';
  return `then: ${next.decision.desired} from ${timeText(next.at, plan)}, for ${next.decision.reason}`;
}

function timeText(time: Date, plan: OffHoursPlan): string {
  return `${formatUtc(time)} (${formatLocal(time, plan.timezone)} ${plan.timezone})`;
}
