import { type EmailContent, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailPorts, OutgoingMail } from '../tasks/error-report/ports.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

interface Options {
  readonly endpoint?: string;
}

/** Sends mail by SES v2: raw where the mail brings its own MIME message, simple otherwise. Throws ServiceError. */
export function mailPorts(session: AwsSession, options: Options = {}): MailPorts {
  const client = new SESv2Client({ region: session.region, credentials: session.credentials, ...options });
  return {
    sendMail: async (mail) => {
      const command = new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [...mail.to] },
        Content: mailContent(mail),
        ...(mail.configurationSet === undefined ? {} : { ConfigurationSetName: mail.configurationSet }),
      });
      const { MessageId } = await callService(client.send(command), {
        service: 'ses',
        operation: 'SendEmail',
        message: `cannot send mail from "${mail.from}" to ${mail.to.length} recipients`,
      });
      return { messageId: MessageId ?? '' };
    },
  };
}

function mailContent({ subject, html, text, mime }: OutgoingMail): EmailContent {
  if (mime !== undefined) return { Raw: { Data: mime } };
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return { Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } } };
}
