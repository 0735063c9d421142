import type { Report } from '../../lib/tasks/error-report/report.ts';

/** A small report as the task makes it, one series beyond its limit. */
export function plainReport(more: Partial<Report> = {}): Report {
  return {
    jobName: 'test-job',
    title: 'test-job',
    from: 'reports@acme.example',
    to: ['ops@acme.example', 'dev@acme.example'],
    timezone: 'UTC',
    window: { label: 'yesterday', start: '2026-11-20T00:00:00.000Z', end: '2026-11-21T00:00:00.000Z' },
    verdict: { level: 'breach', text: 'ErrorRate 0.45 = 9/20' },
    series: [
      {
        id: 'e1',
        label: 'ErrorRate',
        periodSeconds: 300,
        origin: 'computed',
        figure: { kind: 'rate', errors: 9, total: 20, rate: 0.45, low: 0.258, high: 0.658, scale: 1 },
        words: { figure: '0.45 = 9/20', certainty: '95 % sure: 0.258 to 0.658', previous: '', change: '' },
        points: [{ at: '2026-11-20T04:00:00.000Z', value: 0.45, counts: { errors: 9, total: 20 } }],
        previousPoints: [],
        judgement: { kind: 'breach', text: 'above the limit 0.2' },
      },
    ],
    notes: [],
    withCharts: true,
    ...more,
  };
}
