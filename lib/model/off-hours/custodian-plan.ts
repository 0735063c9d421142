import type { CustodianPolicy, CustodianSide, CustodianTag } from './custodian-tag.ts';
import type { OffHoursPlan, Switch } from './plan.ts';

/**
 * The plan of a Cloud Custodian tag: what its last off- or on-hour said holds until the next. Cloud Custodian itself
 * acts within that hour only; a missed hour is caught up here. None for an opted-out resource.
 */
export function custodianPlan(
  name: string,
  tag: CustodianTag,
  policy: CustodianPolicy = {},
): OffHoursPlan | undefined {
  if (tag.kind === 'opted-out') return undefined;
  const { off, on } = tag;
  const timezone = off.kind === 'hours' ? off.timezone : on.kind === 'hours' ? on.timezone : 'UTC';
  return {
    name,
    timezone,
    weekly: { kind: 'switches', switches: [...switchesOf(off, 'stopped'), ...switchesOf(on, 'running')] },
    holidays: (policy.skipDays ?? []).map((date) => ({ first: date, last: date, name: 'skip day' })),
    onHolidays: 'left-alone',
    maintenance: [],
    overrides: [],
    only: undefined,
  };
}

function switchesOf(side: CustodianSide, desired: Switch['desired']): Switch[] {
  if (side.kind === 'unreadable') return [];
  const name = desired === 'stopped' ? 'off' : 'on';
  return side.rules.map(({ weekdays, hour }) => ({
    text: `${name}=(${daysText(weekdays)},${hour})${side.isDefault ? ', the default,' : ''}`,
    weekdays: weekdays.map((day) => (day + 1) % 7),
    minute: hour * 60,
    desired,
  }));
}

function daysText(weekdays: readonly number[]): string {
  const letters = weekdays.map((day) => 'MTWHFSU'[day]);
  return letters.length > 1 ? `${letters[0]}-${letters.at(-1)}` : letters.join('');
}
