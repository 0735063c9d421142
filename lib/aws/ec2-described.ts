import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import { toObservedInstance } from './ec2-instance.ts';

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

/** The instances in what `aws ec2 describe-instances` printed as JSON; undefined where it is something else. */
export function readDescribedInstances(value: unknown): readonly ObservedInstance[] | undefined {
  const reservations = field(value, 'Reservations');
  if (!Array.isArray(reservations)) return undefined;
  const instances = reservations.map((reservation) => field(reservation, 'Instances'));
  return instances.every(Array.isArray) ? instances.flat().flatMap(readInstance) : undefined;
}

function readInstance(value: unknown): readonly ObservedInstance[] {
  const state = text(field(value, 'State'), 'Name');
  const tags = field(value, 'Tags');
  const launched = new Date(text(value, 'LaunchTime') ?? '');
  return toObservedInstance({
    InstanceId: text(value, 'InstanceId'),
    State: { Name: STATES.find((known) => known === state) },
    LaunchTime: Number.isNaN(launched.getTime()) ? undefined : launched,
    Tags: (Array.isArray(tags) ? tags : []).map((tag) => ({
      Key: text(tag, 'Key'),
      Value: text(tag, 'Value'),
    })),
    InstanceLifecycle: text(value, 'InstanceLifecycle') === 'spot' ? 'spot' : undefined,
    RootDeviceType: text(value, 'RootDeviceType') === 'instance-store' ? 'instance-store' : 'ebs',
    HibernationOptions: { Configured: field(field(value, 'HibernationOptions'), 'Configured') === true },
    StateTransitionReason: text(value, 'StateTransitionReason'),
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
