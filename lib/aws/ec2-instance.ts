import type { Instance } from '@aws-sdk/client-ec2';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';

/** The instance in our words; empty for one without id or state, which EC2 never shows. */
export function toObservedInstance(instance: Instance): readonly ObservedInstance[] {
  const { InstanceId: id, State, LaunchTime, Tags = [], StateReason, StateTransitionReason } = instance;
  const state = State?.Name;
  if (id === undefined || state === undefined) return [];
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  const why = [StateReason?.Code, StateReason?.Message].filter((text) => text !== undefined && text !== '');
  return [
    {
      id,
      state,
      launchedAt: (LaunchTime ?? new Date(0)).toISOString(),
      tags,
      instanceType: instance.InstanceType ?? '',
      market: instance.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
      rootDevice: instance.RootDeviceType === 'instance-store' ? 'instance-store' : 'ebs',
      canHibernate: instance.HibernationOptions?.Configured === true,
      ...stoppedAt(StateTransitionReason),
      ...(why.length === 0 ? {} : { stateReason: [...new Set(why)].join(': ') }),
    },
  ];
}

/** `User initiated (2026-11-25 18:00:41 GMT)` (Amazon EC2 API Reference, "Instance"); other reasons tell no time. */
function stoppedAt(reason = ''): { readonly stoppedAt?: string } {
  const [, date, time] = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(reason) ?? [];
  return date === undefined || time === undefined ? {} : { stoppedAt: `${date}T${time}.000Z` };
}
