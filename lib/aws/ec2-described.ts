import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import { toObservedInstance } from './ec2-instance.ts';

/** The instances in what `aws ec2 describe-instances` printed as JSON; undefined where it is something else. */
export function readDescribedInstances(value: unknown): readonly ObservedInstance[] | undefined {
  const reservations = field(value, 'Reservations');
  if (!Array.isArray(reservations)) return undefined;
  const instances = reservations.map((reservation) => field(reservation, 'Instances'));
  return instances.every(Array.isArray) ? instances.flat().flatMap(readInstance) : undefined;
}

function readInstance(value: unknown): readonly ObservedInstance[] {
  const tags = field(value, 'Tags');
  const reason = field(value, 'StateReason');
  return toObservedInstance({
    id: text(value, 'InstanceId'),
    state: text(field(value, 'State'), 'Name'),
    launchTime: text(value, 'LaunchTime'),
    tags: (Array.isArray(tags) ? tags : []).map((tag) => ({
      key: text(tag, 'Key'),
      value: text(tag, 'Value'),
    })),
    instanceType: text(value, 'InstanceType'),
    lifecycle: text(value, 'InstanceLifecycle'),
    rootDevice: text(value, 'RootDeviceType'),
    canHibernate: field(field(value, 'HibernationOptions'), 'Configured') === true,
    transition: text(value, 'StateTransitionReason'),
    stateReason: [text(reason, 'Code'), text(reason, 'Message')],
  });
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
