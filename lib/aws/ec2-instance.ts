import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import { childOf, childText, itemsOf, type XmlElement } from './xml.ts';

/** What DescribeInstances says of an instance, wherever it was read; what it leaves out is undefined. */
export interface DescribedInstance {
  readonly id: string | undefined;
  readonly state: string | undefined;
  readonly launchTime: string | undefined;
  readonly tags: readonly { readonly key: string | undefined; readonly value: string | undefined }[];
  readonly instanceType: string | undefined;
  readonly lifecycle: string | undefined;
  readonly rootDevice: string | undefined;
  readonly canHibernate: boolean;
  /** `User initiated (2026-11-25 18:00:41 GMT)`. */
  readonly transition: string | undefined;
  readonly stateReason: readonly (string | undefined)[];
}

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

/** The instance in our words; empty for one without id or state, which EC2 never shows. */
export function toObservedInstance(described: DescribedInstance): readonly ObservedInstance[] {
  const { id } = described;
  const state = STATES.find((known) => known === described.state);
  if (id === undefined || state === undefined) return [];
  const launched = new Date(described.launchTime ?? 0);
  const why = described.stateReason.filter((text) => text !== undefined && text !== '');
  return [
    {
      id,
      state,
      launchedAt: (Number.isNaN(launched.getTime()) ? new Date(0) : launched).toISOString(),
      tags: Object.fromEntries(described.tags.map(({ key = '', value = '' }) => [key, value])),
      instanceType: described.instanceType ?? '',
      market: described.lifecycle === 'spot' ? 'spot' : 'on-demand',
      rootDevice: described.rootDevice === 'instance-store' ? 'instance-store' : 'ebs',
      canHibernate: described.canHibernate,
      ...stoppedAt(described.transition),
      ...(why.length === 0 ? {} : { stateReason: [...new Set(why)].join(': ') }),
    },
  ];
}

/** Other reasons than a user's tell no time (Amazon EC2 API Reference, "Instance"). */
function stoppedAt(transition = ''): { readonly stoppedAt?: string } {
  const [, date, time] = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(transition) ?? [];
  return date === undefined || time === undefined ? {} : { stoppedAt: `${date}T${time}.000Z` };
}

/** The instances of one page of DescribeInstances. */
export function readPage(answer: XmlElement): readonly ObservedInstance[] {
  return itemsOf(answer, 'reservationSet')
    .flatMap((reservation) => itemsOf(reservation, 'instancesSet'))
    .flatMap((instance) => toObservedInstance(readInstance(instance)));
}

function readInstance(instance: XmlElement): DescribedInstance {
  const reason = childOf(instance, 'stateReason');
  return {
    id: childText(instance, 'instanceId'),
    state: childText(childOf(instance, 'instanceState'), 'name'),
    launchTime: childText(instance, 'launchTime'),
    tags: itemsOf(instance, 'tagSet').map((tag) => ({
      key: childText(tag, 'key'),
      value: childText(tag, 'value'),
    })),
    instanceType: childText(instance, 'instanceType'),
    lifecycle: childText(instance, 'instanceLifecycle'),
    rootDevice: childText(instance, 'rootDeviceType'),
    canHibernate: childText(childOf(instance, 'hibernationOptions'), 'configured') === 'true',
    transition: childText(instance, 'reason'),
    stateReason: [childText(reason, 'code'), childText(reason, 'message')],
  };
}
