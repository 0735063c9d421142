import {
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type AdminAccess, clientConfig } from './session.ts';

export interface ListedInstance {
  readonly id: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The user's instances, as their owner sees them. */
export interface InstancesAdmin {
  readonly launch: (tags: Readonly<Record<string, string>>) => Promise<string>;
  readonly stop: (id: string) => Promise<void>;
  readonly terminate: (id: string) => Promise<void>;
  readonly list: () => Promise<readonly ListedInstance[]>;
}

/** The admin's calls on EC2. */
export function openInstancesAdmin(access: AdminAccess): InstancesAdmin {
  const client = new EC2Client(clientConfig(access));
  return {
    launch: async (tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { Instances } = await client.send(
        new RunInstancesCommand({
          ImageId: 'ami-00000000000000000',
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
        }),
      );
      return Instances?.[0]?.InstanceId ?? '';
    },
    stop: async (id) => {
      await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    },
    terminate: async (id) => {
      await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    },
    list: async () => {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
      return Reservations.flatMap(({ Instances = [] }) => Instances).map(
        ({ InstanceId = '', State, Tags = [] }) => ({
          id: InstanceId,
          state: State?.Name ?? '',
          tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
        }),
      );
    },
  };
}
