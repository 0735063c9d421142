import { type EmailContent, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailPorts, OutgoingMail } from '../tasks/error-report/ports.ts';
import { toMailAnswer } from './ses-answer.ts';
import { tagsOf } from './ses-tags.ts';
import type { AwsSession } from './session.ts';

interface Options {
  readonly endpoint?: string;
}

/**
 * Hands mail to SES v2: raw where the mail brings its own MIME message, simple otherwise. The client does not try again by
 * itself: a second try after a lost answer is a second mail, and the outbox counts those.
 */
export function mailPorts(session: AwsSession, options: Options = {}): MailPorts {
  const client = new SESv2Client({
    region: session.region,
    credentials: session.credentials,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    ...options,
  });
  return {
    sendMail: async (mail) => {
      try {
        const { MessageId = '' } = await client.send(new SendEmailCommand(toInput(mail)));
        return { kind: 'accepted', messageId: MessageId };
      } catch (error) {
        return toMailAnswer(error, mail);
      }
    },
  };
}

function toInput(mail: OutgoingMail) {
  return {
    FromEmailAddress: mail.from,
    Destination: { ToAddresses: [...mail.to] },
    Content: mailContent(mail),
    EmailTags: tagsOf(mail.tags),
    ...(mail.configurationSet === undefined ? {} : { ConfigurationSetName: mail.configurationSet }),
  };
}

function mailContent({ subject, html, text, mime }: OutgoingMail): EmailContent {
  if (mime !== undefined) return { Raw: { Data: Buffer.from(mime, 'latin1') } };
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const Headers = [{ Name: 'Auto-Submitted', Value: 'auto-generated' }];
  return { Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) }, Headers } };
}
