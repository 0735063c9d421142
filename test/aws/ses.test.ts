import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { mailPorts } from '../../lib/aws/ses.ts';
import { fakeSession } from '../fakes/session.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

const mail = { from: 'a@acme.example', to: ['b@acme.example'], subject: 'S', html: '<p>', text: 't' };

describe('mailPorts', () => {
  it('sends a simple mail and returns the receipt', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });

    expect(await mailPorts(fakeSession).sendMail(mail)).toEqual({ messageId: 'm-1' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'a@acme.example',
      Destination: { ToAddresses: ['b@acme.example'] },
      Content: { Simple: { Subject: { Data: 'S' }, Body: { Html: { Data: '<p>' }, Text: { Data: 't' } } } },
    });
  });

  it('sends the MIME message where there is one, with the configuration set', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    const mime = new TextEncoder().encode('MIME');

    await mailPorts(fakeSession).sendMail({ ...mail, mime, configurationSet: 'set' });

    const { Content, ConfigurationSetName } = ses.commandCalls(SendEmailCommand)[0]?.args[0].input ?? {};
    expect(Content).toEqual({ Raw: { Data: mime } });
    expect(ConfigurationSetName).toBe('set');
  });

  it('names sender and number of recipients in its error', async () => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error('not verified'), { name: 'MessageRejected' }));

    await expect(mailPorts(fakeSession).sendMail(mail)).rejects.toMatchObject({
      code: 'MessageRejected',
      message: 'cannot send mail from "a@acme.example" to 1 recipients: not verified',
    });
  });
});
