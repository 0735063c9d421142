import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { mailPorts } from '../../lib/aws/ses.ts';
import { sdkSendEmail } from '../../lib/aws/ses-sdk.ts';
import { readTags, tagsOf } from '../../lib/aws/ses-tags.ts';
import { sampleMail } from '../fakes/ses.ts';
import { fakeSession } from '../fakes/session.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

describe('mailPorts', () => {
  it('sends a simple mail and returns the receipt', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });

    expect(await mailPorts(sdkSendEmail(fakeSession)).sendMail(sampleMail)).toEqual({
      kind: 'accepted',
      messageId: 'm-1',
    });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'Reports <a@acme.example>',
      Destination: { ToAddresses: ['b@acme.example', 'C <c@acme.example>'] },
      EmailTags: [
        { Name: 'nightshift-job', Value: 'morning' },
        { Name: 'nightshift-slot', Value: '2026-11-21T08_00_00Z' },
      ],
      Content: { Simple: { Subject: { Data: 'S' }, Body: { Html: { Data: '<p>' }, Text: { Data: 't' } } } },
    });
  });

  it('sends the MIME message where there is one, with the configuration set', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    await mailPorts(sdkSendEmail(fakeSession)).sendMail({
      ...sampleMail,
      mime: 'MIME',
      configurationSet: 'set',
    });

    const { Content, ConfigurationSetName } = ses.commandCalls(SendEmailCommand)[0]?.args[0].input ?? {};
    expect(Content).toEqual({ Raw: { Data: Buffer.from('MIME') } });
    expect(ConfigurationSetName).toBe('set');
  });

  const failed = (name: string, message: string, httpStatusCode?: number) =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
  const unverified = (...addresses: string[]) =>
    `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${addresses.join(', ')}`;
  it.each([
    [failed('TooManyRequestsException', 'Maximum sending rate exceeded', 429), { kind: 'busy' }],
    [failed('LimitExceededException', 'Daily message quota exceeded', 400), { kind: 'busy' }],
    [failed('ServiceUnavailable', 'later', 503), { kind: 'busy' }],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), { kind: 'busy' }],
    [
      Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
      { kind: 'unconfirmed', code: 'NetworkError' },
    ],
    [failed('TimeoutError', 'no answer'), { kind: 'unconfirmed', code: 'Timeout' }],
    [failed('InternalServerError', 'oh', 500), { kind: 'unconfirmed' }],
    [
      failed('BadRequestException', 'Message length is more than 41943040 bytes long', 400),
      { kind: 'too-large' },
    ],
    [
      failed('MessageRejected', unverified('c@acme.example'), 400),
      { kind: 'recipients-refused', recipients: ['C <c@acme.example>'] },
    ],
    [
      failed('MessageRejected', unverified('a@acme.example', 'c@acme.example'), 400),
      { kind: 'refused', code: 'MessageRejected' },
    ],
    [
      failed('AccessDeniedException', 'not authorized', 403),
      { kind: 'refused', code: 'AccessDeniedException' },
    ],
    [failed('NotFoundException', 'Configuration set <x> does not exist', 404), { kind: 'refused' }],
  ])('%s is no exception but an answer: %j', async (error, answer) => {
    ses.on(SendEmailCommand).rejects(error);

    expect(await mailPorts(sdkSendEmail(fakeSession)).sendMail(sampleMail)).toMatchObject(answer);
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(1);
  });
});

describe('tags', () => {
  it('bring job and slot back', () => {
    const tags = { job: 'morning', slot: '2026-11-21T08:00:00Z' };
    const event = Object.fromEntries(tagsOf(tags).map(({ Name, Value }) => [Name, [Value]]));

    expect(readTags(event)).toEqual(tags);
    expect(readTags({ 'ses:from-domain': ['acme.example'] })).toBeUndefined();
    expect(tagsOf(tags).every(({ Value }) => /^[A-Za-z0-9_-]+$/.test(Value))).toBe(true);
  });
});
