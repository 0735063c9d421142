import { checkTimezone } from '../../../lib/model/schedule/timezone.ts';

test.each([
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT-2',
  'US/Eastern',
  'EST5EDT',
  'Antarctica/Troll',
])('%s is a time zone', (name) => {
  expect(checkTimezone(name)).toEqual({ kind: 'timezone', name });
});

test.each([
  ['Europe/Berln', 'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?'],
  ['europe/berlin', 'time zone "europe/berlin": case counts; write Europe/Berlin'],
  ['utc', 'time zone "utc": case counts; write UTC'],
  ['Berlin', 'unknown time zone "Berlin"; did you mean "Europe/Berlin"?'],
  ['New York', 'unknown time zone "New York"; did you mean "America/New_York"?'],
  [
    '+02:00',
    'time zone "+02:00" is no IANA name: write one such as Europe/Berlin, or Etc/GMT-2 for a fixed offset',
  ],
  [
    'Mars/Olympus_Mons_Base',
    'unknown time zone "Mars/Olympus_Mons_Base": write an IANA name such as Europe/Berlin',
  ],
])('%s is refused with the nearest name', (name, message) => {
  expect(checkTimezone(name)).toEqual({ kind: 'error', message });
});
