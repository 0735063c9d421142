import { checkQueries } from '../../../lib/tasks/error-report/check-queries.ts';
import {
  type ErrorReportSettings,
  errorReportDefinition,
} from '../../../lib/tasks/error-report/definition.ts';
import { expandSettings } from '../../../lib/tasks/error-report/discover.ts';
import { gatherReport } from '../../../lib/tasks/error-report/gather.ts';
import { fakeCloudwatch } from '../../fakes/cloudwatch.ts';
import { taskContext } from '../../fakes/context.ts';
import { fakeDelivery } from '../../fakes/delivery.ts';
import { schemaMistakes } from '../../fakes/schema.ts';

const mail = { from: 'reports@acme.example', to: ['ops@acme.example'] };
const errorRate = { namespace: 'pulumiDemo', errors: 'Errors', total: 'Invocations', by: 'FunctionName' };
const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const actions = (settings: ErrorReportSettings) =>
  errorReportDefinition.statements(settings, place)[0]?.actions;

describe('errorRate', () => {
  it('becomes a rate per value and one over all', async () => {
    const settings = {
      ...mail,
      errorRate: { ...errorRate, values: ['a', 'b'], dimensions: { Stage: 'prod' } },
    };

    const queries = await expandSettings(settings, fakeCloudwatch([], { math: 'computes' }));

    expect(schemaMistakes(errorReportDefinition, settings)).toEqual([]);
    expect(checkQueries(queries)).toEqual([]);
    expect(queries.map(({ Id, Expression }) => Expression ?? Id)).toEqual([
      'SUM([s0x0e,s0x1e]) / SUM([s0x0t,s0x1t])',
      's0x0e / s0x0t',
      's0x0e',
      's0x0t',
      's0x1e / s0x1t',
      's0x1e',
      's0x1t',
    ]);
    expect(queries[2]?.MetricStat?.Metric.Dimensions).toEqual([
      { Name: 'Stage', Value: 'prod' },
      { Name: 'FunctionName', Value: 'a' },
    ]);
    expect(actions(settings)).toEqual(['cloudwatch:GetMetricData']);
  });

  it('finds the values in what CloudWatch lists, of exactly its dimensions', async () => {
    const dimensions = [
      { FunctionName: 'b' },
      { FunctionName: 'a' },
      { FunctionName: 'a', Resource: 'a:live' },
      {},
    ];

    const queries = await expandSettings(
      { ...mail, errorRate },
      fakeCloudwatch([], { math: 'computes', dimensions }),
    );

    expect(
      queries.flatMap(({ Expression, Label = '' }) => (Expression === undefined ? [] : [Label])),
    ).toEqual(['All 2 of pulumiDemo', 'a', 'b']);
    expect(actions({ ...mail, errorRate })).toEqual(['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics']);
  });

  it('fails by name where there is nothing of the kind', async () => {
    const ports = { ...fakeCloudwatch([], { math: 'computes' }), ...fakeDelivery() };

    await expect(
      gatherReport(taskContext({ settings: { ...mail, errorRate }, ports })),
    ).rejects.toMatchObject({
      code: 'NoMetrics',
    });
  });
});

describe('services', () => {
  it('bring their own metrics', async () => {
    const settings: ErrorReportSettings = {
      ...mail,
      services: ['lambda', { service: 'sqs', values: ['jobs'], periodSeconds: 60 }],
    };
    const dimensions = [{ FunctionName: 'f' }];

    const queries = await expandSettings(settings, fakeCloudwatch([], { math: 'computes', dimensions }));

    expect(schemaMistakes(errorReportDefinition, settings)).toEqual([]);
    expect(queries.map(({ MetricStat, Expression }) => MetricStat?.Metric.MetricName ?? Expression)).toEqual([
      's0x0e / s0x0t',
      'Errors',
      'Invocations',
      'ApproximateAgeOfOldestMessage',
    ]);
    expect(queries.at(-1)).toMatchObject({
      Label: 'jobs: oldest message, seconds',
      MetricStat: { Stat: 'Maximum', Period: 60 },
    });
  });

  it('keep the expression over all within its 2,048 characters', async () => {
    const values = Array.from({ length: 120 }, (_, index) => `f${index}`);

    const queries = await expandSettings(
      { ...mail, errorRate: { ...errorRate, values } },
      fakeCloudwatch([], { math: 'computes' }),
    );

    expect(queries[0]?.Expression?.length).toBeLessThanOrEqual(2_048);
    expect(queries).toHaveLength(361);
  });
});

describe('settings without anything to ask', () => {
  it('are refused', () => {
    expect(errorReportDefinition.check?.(mail)).toMatchObject([{ path: [] }]);
  });
});
