import type { MailAnswer, OutgoingMail } from '../../lib/tasks/error-report/ports.ts';

/** A mail to two people, one of them by name. */
export const sampleMail = {
  from: 'Reports <a@acme.example>',
  to: ['b@acme.example', 'C <c@acme.example>'],
  subject: 'S',
  html: '<p>',
  text: 't',
  tags: { job: 'morning', slot: '2026-11-21T08:00:00Z' },
};

/** What SES may do to one call. */
export type Fault = 'none' | 'throttled' | 'lost-before' | 'lost-after' | 'broken' | 'refused';

export interface SesDouble {
  readonly sendMail: (mail: OutgoingMail) => Promise<MailAnswer>;
  /** How often each mail arrived, by `job slot`. */
  readonly arrived: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<Fault, number>;
}

/** An SES that fails as it is told: before or after it took the mail, or with an answer that says no. */
export function sesDouble(chooseFault: (mail: OutgoingMail) => Fault): SesDouble {
  const arrived = new Map<string, number>();
  const faults = new Map<Fault, number>();
  const count = <Key>(map: Map<Key, number>, key: Key) => map.set(key, (map.get(key) ?? 0) + 1);
  return {
    arrived,
    faults,
    sendMail: async (mail) => {
      const fault = chooseFault(mail);
      count(faults, fault);
      const takes = fault === 'none' || fault === 'lost-after';
      if (takes) count(arrived, `${mail.tags.job} ${mail.tags.slot}`);
      return answerTo(fault, arrived.size);
    },
  };
}

function answerTo(fault: Fault, number: number): MailAnswer {
  const said = (code: string) => ({ code, text: `SES did not take the mail: ${code}` });
  switch (fault) {
    case 'none':
      return { kind: 'accepted', messageId: `m-${number}` };
    case 'throttled':
      return { kind: 'busy', ...said('TooManyRequestsException') };
    case 'lost-before':
    case 'lost-after':
      return { kind: 'unconfirmed', ...said('Timeout') };
    case 'broken':
      return { kind: 'unconfirmed', ...said('InternalServerError') };
    case 'refused':
      return { kind: 'refused', ...said('MessageRejected') };
  }
}
