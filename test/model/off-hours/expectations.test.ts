import { checkExpectations } from '../../../lib/model/off-hours/expectations.ts';
import { planOf } from './plan.ts';

const plan = planOf({
  timezone: 'Europe/Berlin',
  running: ['Mon-Fri 07:00-19:00', 'Sat 10:00-14:00'],
  holidays: ['2026-12-25 Christmas'],
});

test.each([
  'running Mon 09:00',
  'running Mon-Fri 07:00-19:00',
  'stopped Sun',
  'stopped Mon 19:00',
  'stopped Fri 22:00-02:00',
  'stopped 2026-12-25',
  'running 2026-12-24 18:59',
])('%s is met', (text) => {
  expect(checkExpectations(plan, [text])).toEqual([{ kind: 'met', text }]);
});

test.each([
  [
    'stopped Sat',
    'expected stopped Sat, but at Sat 10:00 "office-hours" is running: the period Sat 10:00-14:00 (Europe/Berlin) is on',
  ],
  [
    'running Mon-Fri 09:00-19:30',
    'expected running Mon-Fri 09:00-19:30, but at Mon 19:00 "office-hours" is stopped: it is outside Mon-Fri 07:00-19:00, Sat 10:00-14:00 (Europe/Berlin)',
  ],
  [
    'running 2026-12-25 09:00',
    'expected running 2026-12-25 09:00, but at Fri 2026-12-25 09:00 "office-hours" is stopped: 2026-12-25 is a holiday (Christmas)',
  ],
  [
    'left alone Sun',
    'expected left-alone Sun, but at Sun 00:00 "office-hours" is stopped: it is outside Mon-Fri 07:00-19:00, Sat 10:00-14:00 (Europe/Berlin)',
  ],
])('%s fails with the explanation', (text, message) => {
  expect(checkExpectations(plan, [text])).toEqual([{ kind: 'failed', text, message }]);
});

test.each(['runing Mon', 'running Mun', 'running Mon 9', 'running', 'stopped 2026-02-30'])(
  '%s is no expectation',
  (text) => {
    expect(checkExpectations(plan, [text])).toMatchObject([{ kind: 'error', text }]);
  },
);
