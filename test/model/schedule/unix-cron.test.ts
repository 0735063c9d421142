import { parseSchedule } from '../../../lib/model/schedule/parse.ts';
import { convertUnixCron } from '../../../lib/model/schedule/unix-cron.ts';

test.each([
  ['0 2 * * *', 'cron(0 2 * * ? *)'],
  ['*/15 8-18 * * 1-5', 'cron(*/15 8-18 ? * 2-6 *)'],
  ['0 0 * * 0', 'cron(0 0 ? * 1 *)'],
  ['0 0 * * 7', 'cron(0 0 ? * 1 *)'],
  ['0 0 * * 5-7', 'cron(0 0 ? * 6,7,1 *)'],
  ['0 0 * * 0-7', 'cron(0 0 ? * 1,2,3,4,5,6,7 *)'],
  ['0 0 * * */2', 'cron(0 0 ? * 1,3,5,7 *)'],
  ['0 0 * * mon,Fri', 'cron(0 0 ? * 2,6 *)'],
  ['0 0 * * FRI-MON', 'cron(0 0 ? * 6,7,1,2 *)'],
  ['0 0 1,15 * *', 'cron(0 0 1,15 * ? *)'],
  ['0 0 1 JAN *', 'cron(0 0 1 JAN ? *)'],
])('%s becomes %s', (text, expression) => {
  expect(convertUnixCron(text)).toEqual({ kind: 'converted', expression });
  expect(parseSchedule(text)).toMatchObject({ kind: 'cron', expression, convertedFrom: text });
});

test('five fields inside cron( ) are converted too, and say so', () => {
  expect(parseSchedule('cron(0 2 * * 1)')).toMatchObject({
    expression: 'cron(0 2 ? * 2 *)',
    convertedFrom: '0 2 * * 1',
  });
});

test.each([
  ['0 0 1 * 1', 8, 'both day fields set'],
  ['0 0 */2 * 1', 10, 'both day fields set'],
  ['0 0 ? * 1', 4, '"?" is not Unix cron'],
  ['0 0 * * 5L', 8, '"5L" is not Unix cron'],
  ['5/15 * * * *', 0, '"5/15" is unclear in Unix cron'],
  ['0 0 * * 5-1', 8, '"5-1" does not convert'],
  ['0 0 * * 8', 8, '"8" does not convert'],
  ['0 25 * * 1', 0, 'field \'hours\': 25 is above 23 (in cron(0 25 ? * 2 *), converted from "0 25 * * 1")'],
])('%s is refused at character %i: %s', (text, offset, reason) => {
  const error = parseSchedule(text);
  expect(error).toMatchObject({ kind: 'error', offset });
  expect(error.kind === 'error' && error.message).toContain(reason);
});
