import type { NotifyRule } from '../../model/notify.ts';
import type { EventDetail } from '../events/run-event.ts';
import { toFailure } from '../failure.ts';
import { type Delivery, findDeliveries } from './deliveries.ts';
import { type RenderedNotice, renderNotice } from './render-notice.ts';

/** What is recorded of a message: taken by this call, sent before, or being sent by another call at this moment. */
export type NoticeClaim = 'taken' | 'sent' | 'busy';

/** What telling people needs. All throw ServiceError. */
export interface NotifyPorts {
  readonly claim: (id: string) => Promise<NoticeClaim>;
  readonly markSent: (id: string) => Promise<void>;
  /** No secret may be in what it throws. */
  readonly send: (delivery: Delivery, notice: RenderedNotice) => Promise<void>;
}

/** Some messages could not be sent: thrown so that the event is delivered again. What was sent is not sent again then. */
export class NotifyFailed extends Error {
  override readonly name = 'NotifyFailed';
}

/** Tells an event wherever it is wanted; answers where it was sent by this call. Throws NotifyFailed after having tried all. */
export async function notifyEvent(
  event: EventDetail,
  rules: readonly NotifyRule[],
  ports: NotifyPorts,
): Promise<readonly string[]> {
  const notice = renderNotice(event);
  const sent: string[] = [];
  const failures: string[] = [];
  for (const delivery of findDeliveries(event, rules)) {
    try {
      const id = `${event.id}#${delivery.key}`;
      const claim = await ports.claim(id);
      if (claim === 'busy') failures.push(`${delivery.key}: another call is sending it`);
      if (claim !== 'taken') continue;
      await ports.send(delivery, notice);
      await ports.markSent(id);
      sent.push(delivery.key);
    } catch (error) {
      failures.push(`${delivery.key}: ${toFailure(error).outcome.reason}`);
    }
  }
  if (failures.length > 0) throw new NotifyFailed(failures.join('; '));
  return sent;
}
