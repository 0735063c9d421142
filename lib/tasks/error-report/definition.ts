import type { FromSchema } from 'json-schema-to-ts';
import type { AwsPlace, Statement } from '../../model/statement.ts';
import type { SettingsMistake, TaskDefinition } from '../task.ts';
import { checkQueries } from './check-queries.ts';
import { readQueryFile } from './query-file.ts';
import { metricQuerySchema } from './query-schema.ts';
import {
  errorRateSchema,
  servicesSchema,
  thresholdSchema,
  webhooksSchema,
  windowSchema,
} from './settings-parts.ts';
import { needsListing, readShorthands } from './shorthand.ts';
import { parseWindow } from './window.ts';

const address = {
  type: 'string',
  pattern: '^[^\\s@<>"]+@[^\\s@<>"]+$|^[^<>"\\r\\n]*<[^\\s@<>"]+@[^\\s@<>"]+>$',
  patternErrorMessage: 'expected a mail address, such as ops@acme.example or Reports <reports@acme.example>',
} as const;

export const errorReportSettingsSchema = {
  type: 'object',
  description: 'Asks CloudWatch for metrics and mails the result.',
  properties: {
    queries: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: metricQuerySchema, minItems: 1 },
      ],
      description: 'A query file of `aws cloudwatch get-metric-data`, relative to jobs.yaml, or its content.',
    },
    errorRate: errorRateSchema,
    services: servicesSchema,
    window: windowSchema,
    timezone: {
      type: 'string',
      format: 'time-zone',
      description: 'IANA zone of days, weeks and times. Default: UTC.',
    },
    compare: {
      type: 'string',
      enum: ['previous', 'week-before', 'none'],
      description:
        'What the figures are compared with: the window before (default), the same a week before, nothing.',
    },
    from: {
      ...address,
      description: 'Sender; an identity that SES has verified, or an address of such a domain.',
    },
    to: { type: 'array', items: address, minItems: 1, maxItems: 50, description: 'Recipients, at most 50.' },
    subject: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      pattern: '^[^\\r\\n]*$',
      patternErrorMessage: 'expected one line',
      description: 'What the subject begins with; the verdict follows. Default: the name of the job.',
    },
    configurationSet: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      patternErrorMessage: 'expected up to 64 letters, digits, "-" and "_"',
      description:
        "SES configuration set. Default: the app's own, whose bounces and complaints come back to the ledger.",
    },
    charts: { type: 'boolean', description: 'Whether the mail shows a chart per series. Default: true.' },
    thresholds: {
      type: 'array',
      items: thresholdSchema,
      minItems: 1,
      description: 'Limits that make the verdict.',
    },
    webhooks: webhooksSchema,
    notifyOn: {
      type: 'string',
      enum: ['never', 'breach'],
      description: "Which verdict is told to the app's topic as well. Default: never.",
    },
    failOn: {
      type: 'string',
      enum: ['never', 'breach', 'breach-or-no-data'],
      description: 'Which verdict fails the run, after the mail has been sent. Default: never.',
    },
  },
  required: ['from', 'to'],
  additionalProperties: false,
} as const;

export type ErrorReportSettings = FromSchema<typeof errorReportSettingsSchema>;

/** The deploy-time half of `error-report`. */
export const errorReportDefinition: TaskDefinition<ErrorReportSettings> = {
  name: 'error-report',
  summary: 'mails the error rates that CloudWatch metrics show',
  settingsSchema: errorReportSettingsSchema,
  inlineFiles: (settings, read) =>
    typeof settings.queries === 'string'
      ? { ...settings, queries: readQueryFile(read(settings.queries)) }
      : settings,
  check: checkSettings,
  statements: reportStatements,
};

function checkSettings(settings: ErrorReportSettings): readonly SettingsMistake[] {
  const { queries, window } = settings;
  const mistakes: SettingsMistake[] = [];
  if (queries === undefined && settings.errorRate === undefined && settings.services === undefined) {
    mistakes.push({ path: [], message: 'needs queries, errorRate or services: there is nothing to report' });
  }
  if (queries !== undefined && typeof queries !== 'string') {
    mistakes.push(
      ...checkQueries(queries).map(({ path, message }) => ({ path: ['queries', ...path], message })),
    );
  }
  return [...mistakes, ...checkWindow(window), ...checkThresholds(settings), ...checkWebhooks(settings)];
}

function checkWebhooks({ webhooks = [] }: ErrorReportSettings): readonly SettingsMistake[] {
  const names = webhooks.map(({ urlVariable }) => urlVariable);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['webhooks', index, 'urlVariable'], message: `"${name}" is told twice` }],
  );
}

function checkWindow(window: ErrorReportSettings['window']): readonly SettingsMistake[] {
  if (typeof window === 'string') {
    const known = 'try "last 24h", "yesterday", "previous week" or "previous month"';
    return parseWindow(window) === undefined
      ? [{ path: ['window'], message: `"${window}" is unknown: ${known}` }]
      : [];
  }
  if (window === undefined || !('start' in window)) return [];
  const times = [Date.parse(window.start), Date.parse(window.end)];
  const [start = Number.NaN, end = Number.NaN] = times;
  return start < end
    ? []
    : [{ path: ['window', 'end'], message: 'is not after start, or one of them is no time' }];
}

function checkThresholds({
  queries,
  thresholds = [],
  errorRate,
  services,
}: ErrorReportSettings): readonly SettingsMistake[] {
  return thresholds.flatMap(({ series, above, below, timesPrevious }, index) => {
    const mistakes: SettingsMistake[] = [];
    if (above === undefined && below === undefined && timesPrevious === undefined) {
      mistakes.push({ path: ['thresholds', index], message: 'needs above, below or timesPrevious' });
    }
    const known =
      queries === undefined ||
      typeof queries === 'string' ||
      errorRate !== undefined ||
      services !== undefined ||
      queries.some(({ Id, Label, MetricStat }) =>
        [Id, Label, MetricStat?.Metric.MetricName, '*'].includes(series),
      );
    if (!known)
      mistakes.push({ path: ['thresholds', index, 'series'], message: `no query is named "${series}"` });
    return mistakes;
  });
}

function reportStatements(settings: ErrorReportSettings, place: AwsPlace): readonly Statement[] {
  const { from, configurationSet } = settings;
  const ses = (resource: string) => `arn:${place.partition}:ses:${place.region}:${place.account}:${resource}`;
  const sender = /<([^>]+)>/.exec(from)?.[1] ?? from;
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const lists = readShorthands(settings).some(needsListing);
  // The app's own set is named after its organization, which a task does not know.
  const set = ses(`configuration-set/${configurationSet ?? 'nightshift-*'}`);
  return [
    {
      reason: 'reading metrics has no resource level in CloudWatch: it is granted on * or not at all',
      actions: ['cloudwatch:GetMetricData', ...(lists ? ['cloudwatch:ListMetrics'] : [])],
      resources: ['*'],
    },
    {
      reason: 'mails of the one sender, whose address or whose domain is the verified identity',
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [ses(`identity/${sender}`), ses(`identity/${domain}`), set],
    },
  ];
}
