import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';

/**
 * SES v2's SendEmail, in its own words. Nobody tries again by itself: a second try after a lost answer is a second mail, and
 * the outbox counts those.
 */
export type SendEmail = (
  input: SendEmailCommandInput,
) => Promise<{ readonly MessageId?: string | undefined }>;
