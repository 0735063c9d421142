import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextFirings } from '../../lib/model/schedule/firings.ts';
import { formatUtc } from '../../lib/model/schedule/instant.ts';
import { parseSchedule } from '../../lib/model/schedule/parse.ts';

interface ScheduleCase {
  readonly expression: string;
  readonly timezone: string;
  readonly from: string;
  readonly count: number;
  readonly next: readonly string[];
}

const shared = process.env['NIGHTSHIFT_SHARED'] ?? join(process.cwd(), '..', 'shared');
const file = join(shared, 'schedule-cases', 'cases.json');

if (existsSync(file)) {
  const cases: readonly ScheduleCase[] = JSON.parse(readFileSync(file, 'utf8'));
  test.each(cases)('$expression in $timezone from $from', ({ expression, timezone, from, count, next }) => {
    const schedule = parseSchedule(expression);
    if (schedule.kind === 'error') throw new Error(schedule.message);
    const answer = nextFirings({ schedule, timezone, after: new Date(from), count });
    expect(answer.kind === 'firings' ? answer.times.map(formatUtc) : answer.reason).toEqual(next);
  });
} else {
  test.skip('schedule-cases: not beside the project; NIGHTSHIFT_SHARED names the folder that holds them', () => {});
}
