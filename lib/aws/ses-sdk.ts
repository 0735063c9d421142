import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SendEmail } from './ses-calls.ts';
import type { AwsSession } from './session.ts';

/** SendEmail through the SDK, for programs whose start is no matter. */
export function sdkSendEmail(
  { region, credentials }: AwsSession,
  options: { readonly endpoint?: string } = {},
): SendEmail {
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: 30_000 };
  const client = new SESv2Client({ region, credentials, maxAttempts: 1, requestHandler, ...options });
  return (input) => client.send(new SendEmailCommand(input));
}
