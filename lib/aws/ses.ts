import type { EmailContent } from '@aws-sdk/client-sesv2';
import type { MailPorts, OutgoingMail } from '../tasks/error-report/ports.ts';
import { toMailAnswer } from './ses-answer.ts';
import type { SendEmail } from './ses-calls.ts';
import { tagsOf } from './ses-tags.ts';

/** Hands mail to SES v2: raw where the mail brings its own MIME message, simple otherwise. */
export function mailPorts(sendEmail: SendEmail): MailPorts {
  return {
    sendMail: async (mail) => {
      try {
        const { MessageId = '' } = await sendEmail(toInput(mail));
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
