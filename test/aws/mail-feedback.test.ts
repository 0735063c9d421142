import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFeedback, toMailFeedback } from '../../lib/aws/mail-feedback.ts';
import { readMailEvent } from '../../lib/aws/ses-events.ts';
import type { Notice } from '../../lib/tasks/app-ports.ts';

/** The envelope that all events share, as Amazon SES documents it for events published to SNS. */
const mail = {
  timestamp: '2026-11-21T08:00:02.012Z',
  source: 'Reports <reports@acme.example>',
  sourceArn: 'arn:aws:ses:eu-central-1:123456789012:identity/reports@acme.example',
  sendingAccountId: '123456789012',
  messageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
  destination: ['recipient@example.com'],
  headersTruncated: false,
  headers: [{ name: 'Subject', value: 'Message sent from Amazon SES' }],
  commonHeaders: { from: ['reports@acme.example'], subject: 'Message sent from Amazon SES' },
  tags: {
    'ses:configuration-set': ['nightshift-acme'],
    'ses:caller-identity': ['nightshift-ops-report'],
    'nightshift-job': ['morning'],
    'nightshift-slot': ['2026-11-21T08_00_00Z'],
  },
};

const bounce = {
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'recipient@example.com',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp: '2026-11-21T08:00:41.669Z',
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    reportingMTA: 'dsn; mta.example.com',
  },
  mail,
};
const complaint = {
  eventType: 'Complaint',
  complaint: {
    complainedRecipients: [{ emailAddress: 'recipient@example.com' }],
    timestamp: '2026-11-21T09:00:41.669Z',
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2026-11-21T09:00:41.669Z',
  },
  mail,
};
const delivery = {
  eventType: 'Delivery',
  mail,
  delivery: {
    timestamp: '2026-11-21T08:00:05.123Z',
    processingTimeMillis: 11893,
    recipients: ['recipient@example.com'],
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: 'mta.example.com',
  },
};
const delay = {
  eventType: 'DeliveryDelay',
  mail,
  deliveryDelay: {
    timestamp: '2026-11-21T08:30:00.095Z',
    delayType: 'TransientCommunicationFailure',
    expirationTime: '2026-11-21T20:00:00.914Z',
    delayedRecipients: [
      {
        emailAddress: 'recipient@example.com',
        status: '4.4.1',
        diagnosticCode: 'smtp; 421 4.4.1 Unable to connect',
      },
    ],
  },
};
const reject = { eventType: 'Reject', mail, reject: { reason: 'Bad content' } };
const holiday = { ...bounce, bounce: { ...bounce.bounce, bounceType: 'Transient' } };

const read = (event: object) => readMailEvent(JSON.stringify(event));

describe('an event of SES', () => {
  const recipients = ['recipient@example.com'];
  test.each([
    [
      'bounce',
      bounce,
      {
        kind: 'bounced',
        recipients,
        at: '2026-11-21T08:00:41.669Z',
        detail: 'Permanent General: smtp; 550 5.1.1 user unknown',
        isAlarming: true,
      },
    ],
    ['answer from a person on holiday', holiday, { kind: 'bounced', isAlarming: false }],
    ['complaint', complaint, { kind: 'complained', recipients, detail: 'abuse', isAlarming: true }],
    [
      'delivery',
      delivery,
      { kind: 'delivered', recipients, detail: '250 2.6.0 Message received', isAlarming: false },
    ],
    [
      'delay',
      delay,
      {
        kind: 'delayed',
        recipients,
        detail: 'TransientCommunicationFailure: smtp; 421 4.4.1 Unable to connect',
        isAlarming: false,
      },
    ],
    [
      'rejection',
      reject,
      { kind: 'rejected', recipients, at: mail.timestamp, detail: 'Bad content', isAlarming: true },
    ],
  ])('is read with its job and slot: a %s', (_name, event, wanted) => {
    const { messageId } = mail;

    expect(read(event)).toMatchObject({ job: 'morning', slot: '2026-11-21T08:00:00Z', messageId, ...wanted });
  });

  test('about another mail, or of another kind, is left alone', () => {
    expect(read({ ...bounce, mail: { ...mail, tags: { 'ses:configuration-set': ['x'] } } })).toBeUndefined();
    expect(read({ eventType: 'Open', mail, open: {} })).toBeUndefined();
    expect(read({ notificationType: 'AmazonSnsSubscriptionSucceeded' })).toBeUndefined();
  });
});

describe('feedback', () => {
  const dynamo = mockClient(DynamoDBClient);
  let notices: Notice[] = [];
  const items = new Map<string, Record<string, { S: string }>>();
  beforeEach(() => {
    notices = [];
    items.clear();
    items.set('outbox#2026-11-21T08:00:00Z', {});
    dynamo.reset();
    dynamo.on(GetItemCommand).callsFake(({ Key }) => {
      const Item = items.get(Key.sk.S);
      return Item === undefined ? {} : { Item };
    });
    dynamo.on(PutItemCommand).callsFake(({ Item }) => {
      items.set(Item.sk.S, Item);
      return {};
    });
  });
  const record = (event: object) => {
    const feedback = read(event);
    if (feedback === undefined) throw new Error('the event is read');
    const publish = async (notice: Notice) => {
      notices.push(notice);
    };
    return recordFeedback(feedback, { client: new DynamoDBClient({}), ledger: 'ledger', publish });
  };

  test('that people must hear of is told to them and written beside the report’s row, once', async () => {
    expect([await record(bounce), await record(bounce)]).toEqual(['recorded', 'known']);

    const [, key] = [...items.keys()];
    expect(key).toMatch(/^feedback#2026-11-21T08:00:00Z#EXAMPLE7c191be45-[^#]+#bounced#[0-9a-f]{16}$/);
    expect(toMailFeedback(items.get(key ?? '') ?? {})).toEqual(read(bounce));
    expect(notices).toMatchObject([{ subject: 'Nightshift: the mail of report morning bounced' }]);
    expect(notices[0]?.text).toContain('smtp; 550 5.1.1 user unknown');
  });

  test('that all went well is written down, and nobody is bothered', async () => {
    expect(await record(delivery)).toBe('recorded');

    expect(notices).toEqual([]);
  });

  test('about a report that the ledger does not know is not believed', async () => {
    items.clear();

    expect(await record(bounce)).toBe('foreign');
    expect([items.size, notices.length]).toEqual([0, 0]);
  });
});
