import { readCalendar } from '../../../lib/model/off-hours/calendar.ts';

const years = { firstYear: 2026, lastYear: 2028 };

function calendar(...events: readonly string[]): string {
  const body = events.map(
    (event) =>
      `BEGIN:VEVENT\r\n${event
        .trim()
        .split(/\s*\n\s*/)
        .join('\r\n')}\r\nEND:VEVENT\r\n`,
  );
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n${body.join('')}END:VCALENDAR\r\n`;
}

test('whole days become holidays, the end day not included', () => {
  const text = calendar(
    'UID:1\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas',
    'UID:2\nDTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day',
    'UID:3\nDTSTART;VALUE=DATE:20200501\nSUMMARY:Long ago',
  );
  expect(readCalendar(text, years)).toEqual({
    kind: 'calendar',
    holidays: [
      { first: '2026-05-01', last: '2026-05-01', name: 'Labour Day' },
      { first: '2026-12-25', last: '2026-12-26', name: 'Christmas' },
    ],
    warnings: [],
  });
});

test('yearly events are spelled out, with their exceptions', () => {
  const text = calendar(
    'UID:1\nDTSTART;VALUE=DATE:20241003\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271003\nSUMMARY:Unity Day',
    'UID:2\nDTSTART;VALUE=DATE:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving',
    'UID:2\nRECURRENCE-ID;VALUE=DATE:20271125\nDTSTART;VALUE=DATE:20271126\nSUMMARY:Thanksgiving moved',
  );
  const read = readCalendar(text, years);
  expect(read.kind === 'calendar' && read.holidays.map(({ first, name }) => `${first} ${name}`)).toEqual([
    '2026-10-03 Unity Day',
    '2026-11-26 Thanksgiving',
    '2027-11-26 Thanksgiving moved',
    '2028-10-03 Unity Day',
    '2028-11-23 Thanksgiving',
  ]);
});

test('an event with a time of day is left out and said so, a cancelled one is gone', () => {
  const text = calendar(
    'UID:1\nDTSTART:20261225T100000Z\nSUMMARY:Party',
    'UID:2\nDTSTART;VALUE=DATE:20261226\nSTATUS:CANCELLED\nSUMMARY:Off',
  );
  expect(readCalendar(text, years)).toEqual({
    kind: 'calendar',
    holidays: [],
    warnings: ['event "Party" is left out: it has a time of day, and holidays are whole days'],
  });
});

test.each(['', 'hello', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', '{"a":1}'])('%j is no calendar', (text) => {
  expect(readCalendar(text, years)).toMatchObject({ kind: 'error' });
});
