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
    verdict: { level: 'breach', text: 'ErrorRate 0.45 = 9/20, 3 times against the day before' },
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
