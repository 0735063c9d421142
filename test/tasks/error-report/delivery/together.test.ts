import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../../lib/model/errors.ts';
import { deliverReport } from '../../../../lib/tasks/error-report/delivery/deliver.ts';
import type { MailAnswer, OutgoingMail } from '../../../../lib/tasks/error-report/ports.ts';
import { errorReportTask } from '../../../../lib/tasks/error-report/task.ts';
import { document000, fakeCloudwatch, sampleQueries } from '../../../fakes/cloudwatch.ts';
import { taskContext } from '../../../fakes/context.ts';
import { fakeDelivery } from '../../../fakes/delivery.ts';
import { plainReport } from '../../../fakes/plain-report.ts';
import { virtualClock } from '../../../fakes/virtual-clock.ts';

const SLOT = '2026-11-21T08:00:00Z';

/** Fifty reports due at eight, over an SES that takes one mail in each second, as it does for new accounts. */
async function atEight(jobsOf: (names: readonly string[], name: string) => readonly string[]) {
  const names = Array.from({ length: 50 }, (_, index) => `report-${index}`);
  const clock = virtualClock('2026-11-21T08:00:00Z');
  const seconds = new Set<number>();
  const arrived: { readonly job: string; readonly afterMs: number }[] = [];
  const sendMail = async ({ tags }: OutgoingMail): Promise<MailAnswer> => {
    const afterMs = clock.now().getTime() - Date.parse(SLOT);
    const second = Math.floor(afterMs / 1_000);
    if (seconds.has(second))
      return { kind: 'busy', code: 'TooManyRequestsException', text: 'Maximum sending rate exceeded' };
    seconds.add(second);
    arrived.push({ job: tags.job, afterMs });
    return { kind: 'accepted', messageId: tags.job };
  };
  const deliveries = await clock.run(
    names.map((jobName) => async () => {
      const delivery = fakeDelivery({ jobName, jobsOfTask: jobsOf(names, jobName) });
      const ports = {
        ...fakeCloudwatch([], { math: 'computes' }),
        ...delivery,
        sendMail,
        pause: clock.pause,
      };
      const settings = { from: 'reports@acme.example', to: ['ops@acme.example'] };
      const deadline = Date.parse(SLOT) + 300_000;
      const context = {
        ...taskContext({ settings, ports, slot: SLOT }),
        jobName,
        now: clock.now,
        remainingMs: () => deadline - clock.now().getTime(),
      };
      return deliverReport(plainReport(), context);
    }),
  );
  const tries = deliveries.reduce((sum, { row }) => sum + row.tries, 0);
  return { kinds: new Set(deliveries.map(({ kind }) => kind)), arrived, tries };
}

describe('fifty reports at eight o’clock', () => {
  test('all arrive within the minute, none of them throttled', async () => {
    const { kinds, arrived, tries } = await atEight((names) => names);

    expect([...kinds]).toEqual(['delivered']);
    expect(new Set(arrived.map(({ job }) => job)).size).toBe(50);
    expect(Math.max(...arrived.map(({ afterMs }) => afterMs))).toBeLessThan(60_000);
    expect(tries).toBe(50);
  });

  test('all arrive within their run even where they do not know of each other', async () => {
    const { kinds, arrived, tries } = await atEight((_names, name) => [name]);

    expect([...kinds]).toEqual(['delivered']);
    expect(arrived).toHaveLength(50);
    expect(tries).toBeGreaterThan(50);
  });
});

test('a report that was stored is delivered by the next attempt, also where CloudWatch is out by then', async () => {
  const settings = {
    queries: sampleQueries,
    window: 'yesterday',
    from: 'reports@acme.example',
    to: ['ops@acme.example'],
  };
  const throttled = Array.from(
    { length: 12 },
    (): MailAnswer => ({ kind: 'busy', code: 'Throttling', text: 'slow down' }),
  );
  const delivery = fakeDelivery({ answers: throttled });
  const cloudwatch = fakeCloudwatch(document000('2026-11-20'), { math: 'computes' });
  const out = async () => {
    throw new ServiceError({
      code: 'InternalServiceFault',
      message: 'out',
      service: 'cloudwatch',
      operation: 'GetMetricData',
    });
  };

  const first = taskContext({ settings, ports: { ...cloudwatch, ...delivery }, slot: SLOT });
  const delayed = await errorReportTask.apply(errorReportTask.plan(first), first);
  const second = taskContext({
    settings,
    ports: { ...cloudwatch, ...delivery, getMetricData: out },
    slot: SLOT,
  });
  const sent = await errorReportTask.apply(errorReportTask.plan(second), second);

  expect(delayed).toMatchObject({
    kind: 'failed',
    code: 'ReportDelayed',
    figures: { mailsSent: 0, mailTries: 12 },
  });
  expect(sent).toMatchObject({
    kind: 'succeeded',
    reason: 'ErrorRate 0.45 = 9/20',
    figures: { mailsSent: 1, mailTries: 13, errorRate: 0.45 },
  });
});
