import { isUrgentEnough, type NotifyRule, type SecretPlace } from '../../model/notify.ts';
import type { EventDetail } from '../events/run-event.ts';

/** One message to one place. `key` names the place for the record of what was sent; it holds no secret. */
export type Delivery = { readonly key: string } & (
  | { readonly kind: 'alarms' }
  | { readonly kind: 'emails'; readonly addresses: readonly string[] }
  | { readonly kind: 'topic'; readonly arn: string }
  | { readonly kind: 'slack' | 'webhook'; readonly url: SecretPlace }
);

/**
 * Where an event is told: incidents on the app's topic, always, for nobody else tells of them there; and wherever the
 * job's rules want it, each place once.
 */
export function findDeliveries(event: EventDetail, rules: readonly NotifyRule[]): readonly Delivery[] {
  const wanted = rules.filter(({ severity }) => isUrgentEnough(event.severity, severity));
  const targets = wanted.map(({ target }) => target);
  const addresses = [
    ...new Set(targets.flatMap((target) => (target.kind === 'email' ? [target.address] : []))),
  ];
  const deliveries = [
    ...(event.incident === undefined ? [] : [{ kind: 'alarms', key: 'alarms' } as const]),
    ...(addresses.length === 0 ? [] : [{ kind: 'emails', key: 'emails', addresses } as const]),
    ...targets.flatMap((target): readonly Delivery[] => {
      if (target.kind === 'email') return [];
      if (target.kind === 'topic') return [{ ...target, key: `topic ${target.arn}` }];
      return [{ ...target, key: `${target.kind} ${target.url.kind} ${target.url.name}` }];
    }),
  ];
  return [...new Map(deliveries.map((delivery) => [delivery.key, delivery])).values()];
}
