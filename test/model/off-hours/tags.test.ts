import { custodianMatches, readCustodianTag } from '../../../lib/model/off-hours/custodian-tag.ts';
import { decide } from '../../../lib/model/off-hours/decide.ts';
import { findScheduleTag, planOfTag, type TagDialect } from '../../../lib/model/off-hours/tags.ts';
import { planOf } from './plan.ts';

const plans = { 'office-hours': planOf({ running: ['Mon-Fri 07:00-19:00'] }) };
const dialects: readonly TagDialect[] = [
  { kind: 'nightshift', key: 'nightshift:schedule' },
  { kind: 'instance-scheduler', key: 'Schedule' },
  { kind: 'cloud-custodian', key: 'maid_offhours' },
];

function planOfTags(tags: Readonly<Record<string, string>>, known = dialects) {
  const found = findScheduleTag(tags, known);
  return found === undefined ? { kind: 'untagged' as const } : planOfTag(found, plans);
}

function planned(key: string, value: string) {
  return planOfTags({ [key]: value });
}

test.each(['nightshift:schedule', 'Schedule'])('%s names a schedule', (key) => {
  expect(planned(key, 'office-hours')).toMatchObject({
    kind: 'plan',
    plan: { name: 'office-hours' },
    problems: [],
  });
  expect(planned(key, 'ofice-hours')).toEqual({
    kind: 'problem',
    problem: {
      tag: key,
      offset: 0,
      message: 'there is no schedule "ofice-hours"; did you mean "office-hours"?',
    },
  });
  expect(planned(key, '')).toMatchObject({
    kind: 'problem',
    problem: { message: 'the tag is empty: name a schedule' },
  });
});

test("a resource without any of the tags has no plan, and ours goes before the others'", () => {
  expect(planned('Name', 'web')).toEqual({ kind: 'untagged' });
  expect(planOfTags({ maid_offhours: 'off', 'nightshift:schedule': 'office-hours' })).toMatchObject({
    kind: 'plan',
    tag: { key: 'nightshift:schedule', value: 'office-hours' },
  });
});

test("Cloud Custodian's grammar, its key in any case, becomes a plan of switches", () => {
  const tagged = planned('Maid_OffHours', 'off=[(M-F,21),(U,18)];on=[(M-F,6),(U,10)];tz=pt');
  const plan = tagged.kind === 'plan' ? tagged.plan : planOf({ running: [] });
  const desired = (at: string) => decide(plan, new Date(at)).desired;
  expect(plan.timezone).toBe('America/Los_Angeles');
  expect(
    ['2026-06-01T12:59:00Z', '2026-06-01T13:00:00Z', '2026-06-02T03:59:00Z', '2026-06-02T04:00:00Z'].map(
      desired,
    ),
  ).toEqual(['stopped', 'running', 'running', 'stopped']);
  expect(['2026-06-06T12:00:00Z', '2026-06-07T17:00:00Z', '2026-06-08T01:00:00Z'].map(desired)).toEqual([
    'stopped',
    'running',
    'stopped',
  ]);
  expect(decide(plan, new Date('2026-06-06T12:00:00Z')).reason).toBe(
    'its last switch was off=(M-F,21) at Fri 2026-06-05 21:00 -07:00',
  );
});

test('off opts out, on and nothing take the default hours', () => {
  expect(planned('maid_offhours', 'OFF')).toMatchObject({ kind: 'opted-out' });
  for (const value of ['', 'on']) {
    expect(planned('maid_offhours', value)).toMatchObject({
      kind: 'plan',
      plan: { timezone: 'America/New_York' },
      problems: [],
    });
  }
});

test('a tag escaped for services that forbid its characters reads the same', () => {
  const escaped = readCustodianTag({ key: 't', value: 'offu3du28M-Fu2c18u29u3btzu3dAustraliau2fSydney' });
  expect(escaped).toEqual(readCustodianTag({ key: 't', value: 'off=(M-F,18);tz=Australia/Sydney' }));
});

test.each([
  ['off=(M-F,24);on=(M-F,7)', 0, '"24" is no hour: write 0 to 23'],
  ['on=(M-F,7);off=(X,19)', 11, '"x" are no days: write M T W H F S U or a range such as M-F'],
  ['off=(M-F,19);tz=nowhere', 13, 'unknown time zone "Nowhere": write an IANA name such as Europe/Berlin'],
  [
    'off=(M-F,19);tz=utc+3',
    13,
    'time zone "utc+3" is no IANA name, and Cloud Custodian would guess a POSIX rule: write Europe/Berlin, or Etc/GMT-2 for a fixed offset',
  ],
  ['foo=1', 0, 'unknown part "foo": write off=, on= or tz='],
  ['off=(M-F,19); on=(M-F,7)', 13, 'the blank in " on=" hides it from Cloud Custodian: remove the blank'],
  [
    'evenings',
    0,
    '"evenings" is no schedule, so the default hours hold: write on, off or off=(M-F,19);on=(M-F,7)',
  ],
  ['offu3du28M-Fu2c18u29u3bx', 23, '"x" is not one key=value: remove it'],
])('%s has a problem at character %i: %s', (value, offset, message) => {
  const tag = readCustodianTag({ key: 'maid_offhours', value });
  expect(tag.kind === 'hours' ? tag.problems : []).toContainEqual({ tag: 'maid_offhours', offset, message });
});

test('a side that cannot be read does nothing, as in Cloud Custodian', () => {
  const tag = readCustodianTag({ key: 'maid_offhours', value: 'off=(M-F,99)' }, { defaultTimezone: 'utc' });
  const monday = (hour: number) => new Date(Date.UTC(2026, 5, 1, hour));
  expect(tag.kind === 'hours' && custodianMatches(tag.off, monday(19))).toBe(false);
  expect(tag.kind === 'hours' && custodianMatches(tag.on, monday(7))).toBe(true);
});

test('on a skip day nothing is done, and what was switched before holds after it', () => {
  const tagged = planOfTags({ maid_offhours: 'off=(M-F,19);on=(M-F,7);tz=utc' }, [
    { kind: 'cloud-custodian', key: 'maid_offhours', policy: { skipDays: ['2026-06-02'] } },
  ]);
  const plan = tagged.kind === 'plan' ? tagged.plan : planOf({ running: [] });
  expect(decide(plan, new Date('2026-06-02T12:00:00Z')).desired).toBe('left-alone');
  expect(decide(plan, new Date('2026-06-03T01:00:00Z')).desired).toBe('stopped');
});

test('our own tag may hold a whole schedule, in characters that every service takes', () => {
  const value = 'Mon-Fri 07:00-19:00 + Sat 10:00-14:00 @ Europe/Berlin';
  const tagged = planned('nightshift:schedule', value);
  const plan = tagged.kind === 'plan' ? tagged.plan : planOf({ running: [] });

  expect(value).toMatch(/^[\w .:/=+@-]+$/);
  expect(plan).toMatchObject({ name: value, timezone: 'Europe/Berlin' });
  expect(
    ['2026-06-01T05:00:00Z', '2026-06-01T17:00:00Z', '2026-06-06T08:00:00Z', '2026-06-07T08:00:00Z'].map(
      (at) => decide(plan, new Date(at)).desired,
    ),
  ).toEqual(['running', 'stopped', 'running', 'stopped']);
  expect(planned('nightshift:schedule', 'daily')).toMatchObject({ kind: 'plan', plan: { timezone: 'UTC' } });
  expect(planned('Schedule', 'daily')).toMatchObject({ kind: 'problem' });
});

test.each([
  ['Mon-Fri 07:00-25:00', 0, 'period "Mon-Fri 07:00-25:00": the times are wrong'],
  ['Sat + Son 10:00-14:00', 5, '"Son" is no weekday; did you mean Sun?'],
  ['Sat @ Europe/Berlim', 5, 'unknown time zone "Europe/Berlim"; did you mean "Europe/Berlin"?'],
  ['Sat @ UTC @ GMT', 5, 'has two time zones'],
  ['ofice-hours', 0, 'there is no schedule "ofice-hours"; did you mean "office-hours"?'],
])('our own tag "%s" has a problem at character %i: %s', (value, offset, message) => {
  expect(planned('nightshift:schedule', value)).toEqual({
    kind: 'problem',
    problem: { tag: 'nightshift:schedule', offset, message: expect.stringContaining(message) },
  });
});
