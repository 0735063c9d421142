import { readFileSync } from 'node:fs';
import {
  type ErrorReportSettings,
  errorReportDefinition,
} from '../../../lib/tasks/error-report/definition.ts';
import { readQueryFile } from '../../../lib/tasks/error-report/query-file.ts';
import { sampleQueries } from '../../fakes/cloudwatch.ts';
import { schemaMistakes, undescribed } from '../../fakes/schema.ts';

const mail = { from: 'Reports <reports@acme.example>', to: ['ops@acme.example'] };
const settings: ErrorReportSettings = { queries: 'queries/sampleQuery.json', ...mail };

describe('error-report settings', () => {
  it('describe every property', () => {
    expect(undescribed(errorReportDefinition.settingsSchema)).toEqual([]);
  });

  it("take document 000's file as it is and inline it", () => {
    const text = readFileSync(new URL('../../../queries/sampleQuery.json', import.meta.url), 'utf8');

    const inlined = errorReportDefinition.inlineFiles?.(settings, () => text);

    expect(schemaMistakes(errorReportDefinition, settings)).toEqual([]);
    expect(inlined?.queries).toEqual(JSON.parse(text));
    expect(schemaMistakes(errorReportDefinition, inlined)).toEqual([]);
    expect(inlined && errorReportDefinition.check?.(inlined)).toEqual([]);
  });

  it.each([
    ['[{"Id":"M1"}]', 'query file at /0/Id must match pattern'],
    ['[{"Id":"m1","Foo":1}]', 'query file at /0 must NOT have additional properties "Foo"'],
    ['[{"Id":"m1"}]', 'query file at /0: "m1" needs either Expression or MetricStat'],
    [
      '[{"Id":"e1","Expression":"m1 / 2"}]',
      'query file at /0/Expression: refers to "m1", but no query has this id',
    ],
    ['[{"Id":"e1","Expression":"1 +"}]', 'it ends too early'],
    ['{}', 'query file must be array'],
  ])('refuse the query file %s', (text, told) => {
    expect(() => readQueryFile(text)).toThrow(told);
  });

  it('take a whole input of get-metric-data, SEARCH and SQL', () => {
    const queries = [
      { Id: 'e1', Expression: "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 300)" },
      { Id: 'q1', Expression: 'SELECT SUM(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', Period: 300 },
    ];

    expect(readQueryFile(JSON.stringify({ MetricDataQueries: queries, StartTime: 'x' }))).toEqual(queries);
  });

  it('are checked for what a schema cannot say', () => {
    const [e1, m1, m2] = sampleQueries;
    if (e1 === undefined || m1 === undefined || m2 === undefined)
      throw new Error('the file holds three queries');

    const mistakes = errorReportDefinition.check?.({
      ...settings,
      queries: [e1, m1, m2, { ...m2 }],
      window: 'last fortnight',
      thresholds: [{ series: 'ErrorRate' }, { series: 'nobody', above: 1 }],
    });

    expect(mistakes?.map(({ path }) => path.join('.'))).toEqual([
      'queries.3.Id',
      'window',
      'thresholds.0',
      'thresholds.1.series',
    ]);
  });

  it('take time zones that are there', () => {
    const inZone = (timezone: string) => schemaMistakes(errorReportDefinition, { ...settings, timezone });

    expect(inZone('Europe/Berlin')).toEqual([]);
    expect(inZone('Mars/Base')).toEqual(['/timezone must match format "time-zone"']);
  });

  it('let the role read metrics and send as the one sender', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

    const [metrics, sending] = errorReportDefinition.statements(
      { ...settings, configurationSet: 'set' },
      place,
    );

    expect(metrics).toMatchObject({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] });
    expect(sending).toMatchObject({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [
        'arn:aws:ses:eu-central-1:111122223333:identity/reports@acme.example',
        'arn:aws:ses:eu-central-1:111122223333:identity/acme.example',
        'arn:aws:ses:eu-central-1:111122223333:configuration-set/set',
      ],
    });
  });
});
