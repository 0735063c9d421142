import type { ReportView, SeriesView } from '../../lib/report/report-view.ts';

/** Document 000's report, with a limit that it breaches. */
export function exampleReport(series: Partial<SeriesView> = {}): ReportView {
  return {
    jobName: 'morning-error-report',
    title: 'morning-error-report',
    from: 'reports@acme.example',
    to: ['ops@acme.example'],
    timezone: 'UTC',
    window: { label: 'yesterday', start: '2026-11-20T00:00:00.000Z', end: '2026-11-21T00:00:00.000Z' },
    previousWindow: {
      label: 'the day before',
      start: '2026-11-19T00:00:00.000Z',
      end: '2026-11-20T00:00:00.000Z',
    },
    verdict: { level: 'breach', text: 'ErrorRate 0.45 = 9/20, 3 times that of the day before' },
    series: [
      {
        id: 'e1',
        label: 'ErrorRate',
        periodSeconds: 300,
        origin: 'computed',
        words: {
          figure: '0.45 = 9/20',
          certainty: '95 % sure: 0.258 to 0.658',
          previous: '0.15 = 3/20',
          change: '3 times',
        },
        points: [{ at: '2026-11-20T04:00:00.000Z', value: 0.45, counts: { errors: 9, total: 20 } }],
        previousPoints: [{ at: '2026-11-19T04:00:00.000Z', value: 0.15, counts: { errors: 3, total: 20 } }],
        limit: { value: 0.2, side: 'above' },
        judgement: { kind: 'breach', text: 'above the limit 0.2' },
        ...series,
      },
    ],
    notes: ['ErrorRate leaves out 1 of Errors at 2026-11-20 04:20 UTC: there is no Invocations to divide by'],
    withCharts: true,
  };
}

/** A busy report: several series over a day in five-minute points, one of them with a hole, one without data. */
export function busyReport(seriesCount = 4): ReportView {
  const base = exampleReport();
  const start = Date.parse(base.window.start);
  const noise = (index: number, seed: number) =>
    Math.abs(Math.sin(index * 12.9898 + seed * 78.233) * 43_758.5453) % 1;
  const wave = (index: number, seed: number) =>
    0.012 + 0.008 * Math.sin((index / 288) * 2 * Math.PI + seed) + 0.01 * noise(index, seed);
  const points = (from: number, seed: number, hole: boolean) =>
    Array.from({ length: 288 }, (_, index) => index)
      .filter((index) => !hole || index < 120 || index > 160)
      .map((index) => {
        const spike = hole && index > 200 && index < 215 ? 0.04 : 0;
        return {
          at: new Date(from + index * 300_000).toISOString(),
          value: Number((wave(index, seed) + spike).toFixed(5)),
        };
      });
  const names = ['checkout', 'search', 'login-with-a-rather-long-function-name', 'nightly-import', 'images'];
  const series = Array.from({ length: seriesCount }, (_, index): SeriesView => {
    const label = `${names[index % names.length]}${index >= names.length ? `-${index}` : ''}`;
    const breach = index === 0;
    return {
      id: `e${index}`,
      label,
      periodSeconds: 300,
      origin: 'cloudwatch',
      words: {
        figure: breach ? '2.1 % = 5,980/284,762' : '1.2 % = 3,417/284,750',
        certainty: '95 % sure: 2.05 % to 2.15 %',
        previous: '1.05 % = 2,990/284,700',
        change: breach ? 'twice' : 'up by 14 %',
      },
      points: points(start, index, breach),
      previousPoints: points(start - 86_400_000, index + 7, false),
      limit: { value: 0.02, side: 'above' },
      judgement: breach
        ? { kind: 'breach', text: 'above the limit 0.02' }
        : { kind: 'within', text: 'within the limit 0.02' },
    };
  });
  const empty: SeriesView = {
    id: 'none',
    label: 'retired-function',
    periodSeconds: 300,
    origin: 'cloudwatch',
    words: {
      figure: 'no data',
      certainty: 'nothing was sent by Errors, Invocations, which is not the same as zero',
      previous: '',
      change: '',
    },
    points: [],
    previousPoints: [],
    judgement: { kind: 'unsure', text: 'there is nothing to judge' },
  };
  return {
    ...base,
    verdict: {
      level: 'breach',
      text: `checkout 2.1 %, twice that of the day before; 1 of ${seriesCount} beyond their limit; 1 of ${seriesCount + 1} without data`,
    },
    series: [...series, empty],
  };
}
