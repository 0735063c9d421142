import { renderReport } from '../../../lib/report/render.ts';
import type { ErrorReportSettings } from '../../../lib/tasks/error-report/definition.ts';
import { errorReportTask } from '../../../lib/tasks/error-report/task.ts';
import { document000, type FakeCloudwatch, fakeCloudwatch, sampleQueries } from '../../fakes/cloudwatch.ts';
import { taskContext } from '../../fakes/context.ts';
import { fakeDelivery } from '../../fakes/delivery.ts';

const settings: ErrorReportSettings = {
  queries: sampleQueries,
  window: 'yesterday',
  from: 'reports@acme.example',
  to: ['ops@acme.example'],
};

async function run(
  cloudwatch: FakeCloudwatch,
  given: Partial<ErrorReportSettings> = {},
  slot = '2026-11-21T08:00:00Z',
) {
  const delivery = fakeDelivery({ renderReport });
  const { sent } = delivery;
  const ports = { ...cloudwatch, ...delivery };
  const context = taskContext({ settings: { ...settings, ...given }, ports, slot });
  const result = await errorReportTask.apply(errorReportTask.plan(context), context);
  return { result, mail: sent[0], sent };
}

describe('error-report on document 000', () => {
  it.each(['computes', 'marks', 'refuses', 'empty'] as const)(
    'mails 0.45 = 9/20 where the server %s metric math',
    async (math) => {
      const { result, mail } = await run(fakeCloudwatch(document000('2026-11-20'), { math }));

      expect(result).toMatchObject({
        kind: 'succeeded',
        reason: 'ErrorRate 0.45 = 9/20',
        figures: {
          series: 1,
          points: 1,
          errorRate: 0.45,
          errors: 9,
          total: 20,
          mailsSent: 1,
          seriesWithoutData: 0,
        },
      });
      expect(mail).toMatchObject({ from: 'reports@acme.example', to: ['ops@acme.example'] });
      expect(mail?.subject).toBe('test-job: ErrorRate 0.45 = 9/20');
      expect(mail?.text).toContain('20 Nov 04:00  0.45 = 9/20');
      expect(mail?.html).toContain('0.45 = 9/20');
      expect(mail?.text).toContain('ErrorRate leaves out 1 of Errors at 2026-11-20 04:20 UTC');
      expect(mail?.text.includes('computed by Nightshift')).toBe(math !== 'computes');
    },
  );

  it.each(['2026-11-21T00:10:00Z', '2026-11-21T23:50:00Z'])('is right with the clock at %s', async (slot) => {
    const { result } = await run(fakeCloudwatch(document000('2026-11-20'), { math: 'refuses' }), {}, slot);

    expect(result.figures['errorRate']).toBe(0.45);
  });

  it('compares with the day before', async () => {
    const before = document000('2026-11-19').map((datum) =>
      datum.metric === 'Errors' ? { ...datum, value: 3 } : datum,
    );
    const data = [...document000('2026-11-20'), ...before];

    const { result, mail } = await run(fakeCloudwatch(data, { math: 'computes' }));

    expect(result.reason).toBe('ErrorRate 0.45 = 9/20, 3 times that of the day before');
    expect(mail?.text).toContain('before: 0.15 = 3/20 (3 times)');
  });
});

describe('no data, no traffic and no errors', () => {
  const at = '2026-11-20T04:00:00Z';

  it.each([
    ['no data', [], 'ErrorRate no data', 1],
    ['no traffic', [{ metric: 'Invocations', at, value: 0 }], 'ErrorRate no traffic', 0],
    ['no errors', [{ metric: 'Invocations', at, value: 20 }], 'ErrorRate no errors in 20', 0],
    ['errors without traffic', [{ metric: 'Errors', at, value: 1 }], 'ErrorRate no data', 1],
  ])('are told apart: %s', async (_, data, reason, seriesWithoutData) => {
    for (const math of ['computes', 'marks', 'refuses', 'empty'] as const) {
      const { result } = await run(fakeCloudwatch(data, { math }));

      expect(result).toMatchObject({ kind: 'succeeded', reason, figures: { seriesWithoutData } });
    }
  });
});

describe('an answer that is not complete', () => {
  it('is waited for', async () => {
    const cloudwatch = fakeCloudwatch(document000('2026-11-20'), {
      math: 'computes',
      statuses: ['PartialData', 'PartialData'],
    });

    const { result } = await run(cloudwatch, { compare: 'none' });

    expect(result.figures['errorRate']).toBe(0.45);
    expect(cloudwatch.requests).toHaveLength(3);
    expect(cloudwatch.pausedMs()).toBe(7_000);
  });

  it('is not waited for where the server says that it has no metric math', async () => {
    const cloudwatch = fakeCloudwatch(document000('2026-11-20'), { math: 'marks' });

    await run(cloudwatch, { compare: 'none' });

    expect(cloudwatch.requests).toHaveLength(2);
    expect(cloudwatch.pausedMs()).toBe(0);
  });

  it('fails the run in the end, and no mail leaves', async () => {
    const statuses = Array.from({ length: 9 }, () => 'PartialData' as const);
    const cloudwatch = fakeCloudwatch(document000('2026-11-20'), { math: 'computes', statuses });

    await expect(run(cloudwatch, { compare: 'none' })).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'PartialData',
      message: 'CloudWatch gave no complete answer for query "e1" (PartialData)',
    });
  });

  it('is refused by name where an expression has no values and cannot be computed here', async () => {
    const queries = [{ Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(m2)' }, ...sampleQueries.slice(1)];

    await expect(
      run(fakeCloudwatch(document000('2026-11-20'), { math: 'empty' }), { queries }),
    ).rejects.toMatchObject({
      code: 'NoValues',
      message:
        'CloudWatch gave no values for expression "e1" although its metrics have data, and function "ANOMALY_DETECTION_BAND" is computed by CloudWatch only',
    });
  });
});

describe('thresholds', () => {
  const busy = (errors: number, total: number) => [
    { metric: 'Errors', at: '2026-11-20T04:00:00Z', value: errors },
    { metric: 'Invocations', at: '2026-11-20T04:00:00Z', value: total },
  ];
  const thresholds = [{ series: 'ErrorRate', above: 0.3 }];

  it.each([
    [5_000, 10_000, 'breach', 'above the limit 0.3'],
    [1, 2, 'unsure', 'above the limit 0.3, but 2 samples do not prove it'],
    [1, 10, 'within', 'within its limit'],
  ])('%d errors of %d: %s', async (errors, total, _, told) => {
    const { result } = await run(fakeCloudwatch(busy(errors, total), { math: 'computes' }), { thresholds });

    expect(result.reason).toContain(told);
  });

  it('fail the run only where asked, after the mail', async () => {
    const cloudwatch = () => fakeCloudwatch(busy(50, 100), { math: 'computes' });

    const quiet = await run(cloudwatch(), { thresholds });
    const loud = await run(cloudwatch(), { thresholds, failOn: 'breach' });

    expect(quiet.result).toMatchObject({ kind: 'succeeded', figures: { breaches: 1 } });
    expect(loud.result).toMatchObject({ kind: 'failed', code: 'ThresholdBreached' });
    expect(loud.sent).toHaveLength(1);
  });

  it('compare with the window before', async () => {
    const before = busy(1, 1_000).map((datum) => ({ ...datum, at: '2026-11-19T04:00:00Z' }));
    const given = { thresholds: [{ series: '*', timesPrevious: 2 }] };

    const { result } = await run(
      fakeCloudwatch([...busy(30, 1_000), ...before], { math: 'computes' }),
      given,
    );

    expect(result.reason).toBe(
      'ErrorRate 0.03 = 30/1,000, 30 times that of the day before; above 2 times the earlier figure',
    );
  });

  it('leave few samples unjudged', async () => {
    const given = { thresholds: [{ series: 'e1', above: 0.01, minimumSamples: 50 }] };

    const { result } = await run(fakeCloudwatch(busy(20, 20), { math: 'computes' }), given);

    expect(result.reason).toContain('20 samples are fewer than 50');
  });
});
