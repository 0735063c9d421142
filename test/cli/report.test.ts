import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ReportReader } from '../../lib/aws/operator-reports.ts';
import * as reportLs from '../../lib/cli/report-ls.ts';
import * as reportOpen from '../../lib/cli/report-open.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import type { MailFeedback } from '../../lib/tasks/mail-feedback.ts';
import type { OutboxRow } from '../../lib/tasks/outbox-row.ts';
import { transcript } from './jobs-operator.ts';
import { inProject } from './jobs-project.ts';

const row = (id: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  job: 'morning',
  id,
  version: 3,
  state: 'sent',
  subject: 'morning: ErrorRate 0.45 = 9/20',
  mailKey: `reports/${id}/mail.json`,
  pageKey: `reports/${id}/report.html`,
  to: ['Ops <ops@acme.example>'],
  refused: [],
  isLean: false,
  tries: 1,
  unconfirmed: 0,
  told: [],
  storedAt: id,
  changedAt: id,
  ...more,
});
const feedback = (slot: string, kind: MailFeedback['kind']): MailFeedback => ({
  ...{ job: 'morning', slot, messageId: 'm', kind, recipients: ['ops@acme.example'] },
  ...{ at: slot, detail: '', isAlarming: kind === 'bounced' },
});

const rows = [
  row('2026-03-06T06:00:00Z', { state: 'stored', code: 'TooManyRequestsException' }),
  row('2026-03-05T06:00:00Z'),
  row('2026-03-04T06:00:00Z'),
  row('2026-03-03T06:00:00Z', { state: 'escalated', code: 'MessageRejected' }),
  row('2026-03-02T06:00:00Z'),
];
const known = [feedback('2026-03-05T06:00:00Z', 'delivered'), feedback('2026-03-04T06:00:00Z', 'bounced')];

function reader(
  objects: Readonly<Record<string, string>> = {},
  reports: readonly OutboxRow[] = rows,
): ReportReader {
  return {
    readOutputs: async (name) =>
      ({
        Nightshift: { Ledger: 'ledger-table', StateBucket: 'state' },
        'Nightshift-Jobs-1': {
          JobMorning: JSON.stringify({ job: 'morning', functionName: 'f', logGroup: 'g' }),
        },
      })[name],
    readReports: async ({ job, count, slot = '' }) =>
      reports.filter((one) => one.job === job && one.id.startsWith(slot)).slice(0, count),
    readFeedback: async ({ first, last }) => known.filter(({ slot }) => slot >= first && slot <= last),
    readObject: async ({ bucket, key }) => {
      const text = objects[`${bucket}/${key}`];
      if (text !== undefined) return text;
      throw new ServiceError({
        code: 'NoSuchKey',
        message: 'cannot read',
        service: 's3',
        operation: 'GetObject',
      });
    },
  };
}

const list = (argv: readonly string[], there = reader()) =>
  transcript(reportLs, argv, { services: async () => there });

describe('report ls', () => {
  test('tells of each report whether it arrived', async () => {
    expect(await list(['morning'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'SLOT                  MAIL                                SUBJECT',
        '2026-03-06T06:00:00Z  waiting (TooManyRequestsException)  morning: ErrorRate 0.45 = 9/20',
        '2026-03-05T06:00:00Z  delivered                           morning: ErrorRate 0.45 = 9/20',
        '2026-03-04T06:00:00Z  bounced                             morning: ErrorRate 0.45 = 9/20',
        '2026-03-03T06:00:00Z  not delivered (MessageRejected)     morning: ErrorRate 0.45 = 9/20',
        '2026-03-02T06:00:00Z  sent                                morning: ErrorRate 0.45 = 9/20',
        '',
      ].join('\n'),
    });
  });

  test('gives programs all that is known', async () => {
    const { stdout } = await list(['morning', '--count', '2', '--output', 'json']);

    expect(JSON.parse(stdout)).toMatchObject([
      { arrival: 'waiting' },
      { arrival: 'delivered', feedback: [known[0]] },
    ]);
  });

  test('says that there is none yet, and knows a name that is near', async () => {
    expect((await list(['morning'], reader({}, []))).stdout).toBe('job "morning" has sent no report yet\n');
    expect(await list(['mornin'])).toMatchObject({
      exitCode: 2,
      stderr: 'nightshift: no job "mornin" is deployed; did you mean "morning"?\n',
    });
  });
});

describe('report open', () => {
  const page = 'state/morning/reports/2026-03-06T06:00:00Z/report';
  const objects = { [`${page}.html`]: '<p>page', [`${page}.csv`]: 'id,label\r\n' };
  const open = (argv: readonly string[], cwd = '/nowhere') => {
    const shown: string[] = [];
    const services = {
      openReader: async () => reader(objects),
      showFile: (file: string) => shown.push(file),
    };
    return transcript(reportOpen, argv, { services, cwd });
  };

  test('puts the newest page where only its owner reads it, and tells where', async () => {
    await inProject({}, async (cwd) => {
      const { stdout, exitCode } = await open(['morning'], cwd);

      expect(exitCode).toBe(0);
      const file = join(cwd, '.nightshift', 'reports', 'morning-2026-03-06T060000Z.html');
      expect(stdout).toBe(`${file}\n`);
      expect(readFileSync(file, 'utf8')).toBe('<p>page');
      expect(statSync(file).mode & 0o077).toBe(0);
    });
  });

  test('prints the points as CSV', async () => {
    expect(await open(['morning', '--format', 'csv'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'id,label\r\n',
    });
  });

  test('says which report there is not, and which is no longer there', async () => {
    expect(await open(['morning', '--slot', '2026-03-01T06:00'])).toMatchObject({
      exitCode: 2,
      stderr:
        'nightshift: job "morning" has no report for 2026-03-01T06:00:00Z; "nightshift report ls morning" lists what there is\n',
    });
    expect(await open(['morning', '--slot', '2026-03-02T06:00:00Z'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('the report of 2026-03-02T06:00:00Z is no longer in the archive'),
    });
  });
});
