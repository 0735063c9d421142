import type { SNSEvent } from 'aws-lambda';
import { openFeedbackHost, recordFeedback } from '../lib/aws/mail-feedback.ts';
import { readMailEvent } from '../lib/aws/ses-events.ts';
import { log } from './log.ts';
import { variable } from './variable.ts';

const host = openFeedbackHost({ ledger: variable('NIGHTSHIFT_LEDGER'), topic: variable('NIGHTSHIFT_TOPIC') });

/** Takes SES's events about reports' mails from SNS into the ledger; what it cannot read or write, SNS delivers again. */
export async function handler({ Records }: Pick<SNSEvent, 'Records'>): Promise<void> {
  for (const { Sns } of Records) {
    const feedback = readMailEvent(Sns.Message);
    if (feedback === undefined) continue;
    const effect = await recordFeedback(feedback, host);
    const { job, slot, kind, messageId } = feedback;
    log('INFO', 'mail event', { job, slot, kind, messageId, effect });
  }
}
