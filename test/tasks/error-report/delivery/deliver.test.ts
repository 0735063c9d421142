import { describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../../lib/model/errors.ts';
import type { ErrorReportSettings } from '../../../../lib/tasks/error-report/definition.ts';
import { deliverReport } from '../../../../lib/tasks/error-report/delivery/deliver.ts';
import { spreadMs } from '../../../../lib/tasks/error-report/delivery/spread.ts';
import type { MailAnswer } from '../../../../lib/tasks/error-report/ports.ts';
import { fakeCloudwatch } from '../../../fakes/cloudwatch.ts';
import { taskContext } from '../../../fakes/context.ts';
import { type FakeDelivery, fakeDelivery } from '../../../fakes/delivery.ts';
import { plainReport } from '../../../fakes/plain-report.ts';

const SLOT = '2026-11-21T08:00:00Z';
const [opsMail, devMail] = ['ops@acme.example', 'dev@acme.example'];
const busy: MailAnswer = {
  kind: 'busy',
  code: 'TooManyRequestsException',
  text: 'Maximum sending rate exceeded',
};
const lost: MailAnswer = { kind: 'unconfirmed', code: 'Timeout', text: 'no answer' };
const refused: MailAnswer = {
  kind: 'refused',
  code: 'MessageRejected',
  text: 'Email address is not verified',
};
const tooLarge: MailAnswer = {
  kind: 'too-large',
  code: 'BadRequestException',
  text: 'Message length is more',
};
const refusesDev: MailAnswer = {
  kind: 'recipients-refused',
  recipients: [devMail],
  code: 'MessageRejected',
  text: 'failed the check: dev@acme.example',
};

interface Given {
  readonly settings?: Partial<ErrorReportSettings>;
  readonly isLastAttempt?: boolean;
  readonly isByHand?: boolean;
  readonly remainingMs?: number;
}

/** One attempt at the slot; pauses pass the time. */
async function attempt(ports: FakeDelivery, given: Given = {}) {
  let clockMs = Date.parse(SLOT) + 2_000;
  const deadlineMs = clockMs + (given.remainingMs ?? 300_000);
  const cloudwatch = fakeCloudwatch([], { math: 'computes' });
  const pause = async (milliseconds: number) => {
    clockMs += milliseconds;
  };
  const settings = { from: 'reports@acme.example', to: [opsMail, devMail], ...given.settings };
  const context = taskContext({ settings, ports: { ...cloudwatch, ...ports, pause }, slot: SLOT });
  const delivery = await deliverReport(plainReport(), {
    ...context,
    now: () => new Date(clockMs),
    remainingMs: () => deadlineMs - clockMs,
    isLastAttempt: given.isLastAttempt ?? false,
    isByHand: given.isByHand ?? false,
  });
  return { ...delivery, tookMs: clockMs - Date.parse(SLOT) - 2_000 };
}

describe('a report', () => {
  test('is stored, then sent, then its receipt is recorded', async () => {
    const ports = fakeDelivery();
    expect(await attempt(ports)).toMatchObject({ kind: 'delivered', text: '' });

    expect(ports.rows.get(SLOT)).toMatchObject({ state: 'sent', receipt: 'm-1', tries: 1, unconfirmed: 0 });
    expect([...ports.objects.keys()]).toEqual([
      `test-job/reports/${SLOT}/report.html`,
      `test-job/reports/${SLOT}/report.json`,
      `test-job/reports/${SLOT}/mail.json`,
    ]);
    expect(ports.sent).toMatchObject([
      { mime: 'MIME', to: [opsMail, devMail], tags: { job: 'test-job', slot: SLOT } },
    ]);
  });

  test('that has left is not sent again', async () => {
    const ports = fakeDelivery();
    await attempt(ports);
    expect(await attempt(ports)).toMatchObject({ kind: 'delivered' });

    expect(ports.sent).toHaveLength(1);
  });

  test('is told to each webhook once, with a link and never with its figures’ source', async () => {
    const ports = fakeDelivery();
    const settings = { webhooks: [{ kind: 'slack', urlVariable: 'SLACK_URL' } as const] };
    await attempt(ports, { settings });
    await attempt(ports, { settings });

    expect(ports.posted).toEqual([
      {
        kind: 'slack',
        variable: 'SLACK_URL',
        title: 'test-job: ErrorRate 0.45 = 9/20',
        text: 'ErrorRate: 0.45 = 9/20, above the limit 0.2',
        link: `https://state.example/test-job/reports/${SLOT}/report.html`,
        details: expect.objectContaining({ verdict: 'breach', breaches: 1, job: 'test-job', slot: SLOT }),
      },
    ]);
  });

  test('is told to the topic on a breach, once, where that is asked for', async () => {
    const ports = fakeDelivery();
    await attempt(ports);
    expect(ports.notices).toEqual([]);
    await attempt(ports, { settings: { notifyOn: 'breach' } });
    await attempt(ports, { settings: { notifyOn: 'breach' } });

    expect(ports.notices).toHaveLength(1);
    expect(ports.notices[0]?.text).toContain(`nightshift report open test-job --slot ${SLOT}`);
  });
});

describe('SES that', () => {
  test('throttles is asked again, later each time, until it takes the mail', async () => {
    const ports = fakeDelivery({ answers: [busy, busy, busy] });
    const { kind, tookMs } = await attempt(ports);

    expect(kind).toBe('delivered');
    expect(ports.sent).toHaveLength(4);
    expect(tookMs).toBeGreaterThan(3_500);
    expect(tookMs).toBeLessThan(7_001);
  });

  test('throttles to the end of the run leaves the report for the next attempt, and the last one tells people', async () => {
    const ports = fakeDelivery({ answers: Array.from({ length: 40 }, () => busy) });
    const first = await attempt(ports, { remainingMs: 60_000 });
    expect(first).toMatchObject({ kind: 'delayed', row: { state: 'stored' } });
    expect(ports.notices).toEqual([]);

    const last = await attempt(ports, { remainingMs: 60_000, isLastAttempt: true });
    expect(last).toMatchObject({ kind: 'escalated', row: { state: 'escalated' } });
    expect(last.text).toBe(
      'the mail was not sent: Maximum sending rate exceeded (TooManyRequestsException); the topic was told',
    );
    expect(ports.notices).toMatchObject([{ subject: 'Nightshift: report test-job was not delivered' }]);
  });

  test('gives no answer gets the mail once more, and not a third time', async () => {
    const once = fakeDelivery({ answers: [lost] });
    expect(await attempt(once)).toMatchObject({ kind: 'delivered', row: { unconfirmed: 1, tries: 2 } });

    const twice = fakeDelivery({ answers: [lost, lost] });
    const ended = await attempt(twice);
    expect(ended).toMatchObject({ kind: 'escalated', row: { unconfirmed: 2 } });
    expect(ended.text).toContain('it may have left 2 times, and is not sent again');
    expect(twice.sent).toHaveLength(2);
  });

  test('finds the mail too large gets it without pictures', async () => {
    const ports = fakeDelivery({ answers: [tooLarge] });
    expect(await attempt(ports)).toMatchObject({ kind: 'delivered', row: { isLean: true } });

    expect(ports.sent.map(({ mime }) => mime)).toEqual(['MIME', undefined]);
    expect(await attempt(fakeDelivery({ answers: [tooLarge, tooLarge] }))).toMatchObject({
      kind: 'escalated',
    });
  });

  test('refuses a recipient sends to the others, and people are told whom it left out', async () => {
    const ports = fakeDelivery({ answers: [refusesDev] });
    const ended = await attempt(ports);

    expect(ended).toMatchObject({ kind: 'escalated', row: { state: 'sent', refused: [devMail] } });
    expect(ended.text).toContain('SES refused dev@acme.example (MessageRejected); the others got the mail');
    expect(ports.sent.map(({ to }) => to)).toEqual([[opsMail, devMail], [opsMail]]);
    expect(ports.notices).toMatchObject([{ subject: 'Nightshift: report test-job did not reach everybody' }]);
  });

  test('refuses everybody is not asked again', async () => {
    const ports = fakeDelivery({ answers: [refused] });

    expect(await attempt(ports)).toMatchObject({ kind: 'escalated', row: { state: 'escalated', tries: 1 } });
    expect(ports.notices[0]?.text).toContain(
      'the mail was not sent: Email address is not verified (MessageRejected)',
    );
  });

  test('refused is asked again when a person runs the slot again, with a mail made anew', async () => {
    const ports = fakeDelivery({ answers: [refused] });
    await attempt(ports);

    expect(await attempt(ports, { isByHand: true, isLastAttempt: true })).toMatchObject({
      kind: 'delivered',
      row: { state: 'sent', tries: 1, version: 7 },
    });
  });
});

describe('a webhook that', () => {
  const settings = { webhooks: [{ kind: 'generic', urlVariable: 'HOOK' } as const] };
  const fail = (code: string, status?: number) =>
    new ServiceError({
      code,
      message: 'cannot post to the webhook "HOOK"',
      service: 'webhook',
      operation: 'post',
      ...(status === undefined ? {} : { status }),
    });
  const withWebhook = (...errors: ServiceError[]) => {
    const ports = fakeDelivery();
    return {
      ...ports,
      postWebhook: async (news: Parameters<typeof ports.postWebhook>[0]) => {
        const error = errors.shift();
        if (error !== undefined) throw error;
        await ports.postWebhook(news);
      },
    };
  };

  test('is silent is tried again by the next attempt, and the mail is not', async () => {
    const ports = withWebhook(fail('Timeout'));
    expect(await attempt(ports, { settings })).toMatchObject({ kind: 'delayed', row: { state: 'sent' } });
    expect(await attempt(ports, { settings })).toMatchObject({ kind: 'delivered' });

    expect(ports.sent).toHaveLength(1);
    expect(ports.posted).toHaveLength(1);
  });

  test('refuses is told to people at once', async () => {
    const ports = withWebhook(fail('WebhookRefused', 404));

    expect(await attempt(ports, { settings })).toMatchObject({
      kind: 'escalated',
      text: 'cannot post to the webhook "HOOK" (WebhookRefused); the topic was told',
    });
  });
});

test('where not even the topic can be reached, the outcome says so', async () => {
  const denied = new ServiceError({
    code: 'AuthorizationError',
    message: "cannot publish to the app's topic",
    service: 'sns',
    operation: 'Publish',
  });
  const ports = {
    ...fakeDelivery({ answers: [refused] }),
    publish: async () => {
      throw denied;
    },
  };

  expect((await attempt(ports)).text).toContain("cannot publish to the app's topic (AuthorizationError)");
});

describe('reports that are due together', () => {
  const names = Array.from({ length: 50 }, (_, index) => `report-${index}`);

  test('leave a second apart, the same every time, within the minute', () => {
    const times = names.map((name) => spreadMs(name, names)).toSorted((a, b) => a - b);

    expect(times).toEqual(names.map((_, index) => index * 1_000));
    expect(spreadMs('alone', ['alone'])).toBe(0);
    const many = Array.from({ length: 500 }, (_, index) => `r-${index}`);
    expect(Math.max(...many.map((name) => spreadMs(name, many)))).toBeLessThan(50_000);
  });

  test('wait for their turn, but not while a person waits', async () => {
    const jobsOfTask = ['a', 'b', 'c', 'd', 'e', 'test-job'];

    expect((await attempt(fakeDelivery({ jobsOfTask }))).tookMs).toBe(3_000);
    expect((await attempt(fakeDelivery({ jobsOfTask }), { isByHand: true })).tookMs).toBe(0);
  });
});
