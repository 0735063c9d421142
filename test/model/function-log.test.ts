import { expect, test } from '@jest/globals';
import { logLine, metricLine } from '../../lib/model/function-log.ts';

const at = new Date('2026-11-26T02:00:00.250Z');

test('a line of the log says when, how grave, of whom and what, in one line whatever it quotes', () => {
  const line = logLine({
    level: 'ERROR',
    message: 'run ended',
    fields: { job: 'nightly', said: 'a\nb' },
    at,
  });

  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    level: 'ERROR',
    message: 'run ended',
    timestamp: '2026-11-26T02:00:00.250Z',
    service: 'nightshift',
    job: 'nightly',
    said: 'a\nb',
  });
});

test('metrics are what CloudWatch takes from a log: described, and each a field beside the dimensions', () => {
  const metrics = { Succeeded: 1, DurationMilliseconds: 1_234 };

  expect(JSON.parse(metricLine({ dimensions: { job: 'nightly' }, metrics, at }))).toEqual({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Nightshift',
          Dimensions: [['service', 'job']],
          Metrics: [
            { Name: 'Succeeded', Unit: 'Count' },
            { Name: 'DurationMilliseconds', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    service: 'nightshift',
    job: 'nightly',
    Succeeded: 1,
    DurationMilliseconds: 1_234,
  });
});
