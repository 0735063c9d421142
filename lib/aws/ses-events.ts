import type { MailFeedback } from '../tasks/mail-feedback.ts';
import { readTags } from './ses-tags.ts';

/** The parts of an SES event that we read (Amazon SES, "Examples of event data that Amazon SES publishes to Amazon SNS"). */
interface SesEvent {
  readonly eventType?: string;
  readonly mail?: {
    readonly timestamp?: string;
    readonly messageId?: string;
    readonly destination?: readonly string[];
    readonly tags?: Readonly<Record<string, readonly string[]>>;
  };
  readonly bounce?: {
    readonly bounceType?: string;
    readonly bounceSubType?: string;
    readonly bouncedRecipients?: readonly Recipient[];
    readonly timestamp?: string;
  };
  readonly complaint?: {
    readonly complainedRecipients?: readonly Recipient[];
    readonly complaintFeedbackType?: string;
    readonly timestamp?: string;
  };
  readonly delivery?: {
    readonly recipients?: readonly string[];
    readonly smtpResponse?: string;
    readonly timestamp?: string;
  };
  readonly deliveryDelay?: {
    readonly delayType?: string;
    readonly delayedRecipients?: readonly Recipient[];
    readonly timestamp?: string;
  };
  readonly reject?: { readonly reason?: string };
}

interface Recipient {
  readonly emailAddress?: string;
  readonly status?: string;
  readonly diagnosticCode?: string;
}

type Found = Pick<MailFeedback, 'kind' | 'recipients' | 'detail' | 'isAlarming'> & {
  readonly at?: string | undefined;
};

const MAX_DETAIL = 300;

/** An SES event about a report's mail; undefined for other mails and for kinds that say nothing of its arrival. */
export function readMailEvent(text: string): MailFeedback | undefined {
  const event: SesEvent = JSON.parse(text);
  const { messageId, timestamp, tags = {} } = event.mail ?? {};
  const tagged = readTags(tags);
  const found = readKind(event);
  if (tagged === undefined || messageId === undefined || found === undefined) return undefined;
  const { at = timestamp ?? '', detail, ...rest } = found;
  return { ...tagged, messageId, ...rest, at, detail: detail.replace(/\s+/g, ' ').slice(0, MAX_DETAIL) };
}

function readKind(event: SesEvent): Found | undefined {
  const all = event.mail?.destination ?? [];
  switch (event.eventType) {
    case 'Bounce':
      return readBounce(event.bounce);
    case 'Complaint':
      return readComplaint(event.complaint);
    case 'Delivery': {
      const { recipients = all, smtpResponse = '', timestamp } = event.delivery ?? {};
      return { kind: 'delivered', recipients, at: timestamp, detail: smtpResponse, isAlarming: false };
    }
    case 'DeliveryDelay':
      return readDelay(event.deliveryDelay);
    case 'Reject':
      return { kind: 'rejected', recipients: all, detail: event.reject?.reason ?? '', isAlarming: true };
    default:
      return undefined;
  }
}

function readBounce(bounce: SesEvent['bounce'] = {}): Found {
  const { bounceType = 'Undetermined', bounceSubType = '', bouncedRecipients = [], timestamp } = bounce;
  return {
    kind: 'bounced',
    recipients: addressesOf(bouncedRecipients),
    at: timestamp,
    detail: `${bounceType} ${bounceSubType}: ${wordsOf(bouncedRecipients)}`,
    // An automatic answer of somebody on holiday comes as this kind too.
    isAlarming: !(bounceType === 'Transient' && bounceSubType === 'General'),
  };
}

function readComplaint(complaint: SesEvent['complaint'] = {}): Found {
  const { complaintFeedbackType = 'no reason given', complainedRecipients = [], timestamp } = complaint;
  const recipients = addressesOf(complainedRecipients);
  return { kind: 'complained', recipients, at: timestamp, detail: complaintFeedbackType, isAlarming: true };
}

function readDelay(delay: SesEvent['deliveryDelay'] = {}): Found {
  const { delayType = '', delayedRecipients = [], timestamp } = delay;
  const recipients = addressesOf(delayedRecipients);
  const detail = `${delayType}: ${wordsOf(delayedRecipients)}`;
  return { kind: 'delayed', recipients, at: timestamp, detail, isAlarming: false };
}

function addressesOf(recipients: readonly Recipient[]): readonly string[] {
  return recipients.flatMap(({ emailAddress }) => (emailAddress === undefined ? [] : [emailAddress]));
}

function wordsOf(recipients: readonly Recipient[]): string {
  const [first] = recipients;
  return first?.diagnosticCode ?? first?.status ?? 'no reason given';
}
