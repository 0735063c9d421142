import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Filter,
  ModifyInstanceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ServiceError } from '../model/errors.ts';
import type { StartInstancesPorts } from '../tasks/start-instances/ports.ts';
import type {
  InstanceReader,
  InstanceSelection,
  ObservedInstance,
  StopInstancesPorts,
  TagWriter,
} from '../tasks/stop-instances/ports.ts';
import { toObservedInstance } from './ec2-instance.ts';
import { targetSession } from './ec2-target.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

/** DescribeInstances takes 200 values in all per request (Amazon EC2 API Reference, "DescribeInstances"). */
const MAX_FILTER_VALUES = 200;
const PAGE_SIZE = 1_000;

interface Options {
  readonly endpoint?: string;
}

/** Ports of `stop-instances`; each throws ServiceError with EC2's own code. */
export function stopInstancesPorts(session: AwsSession, options: Options = {}): StopInstancesPorts {
  const client = createClient(session, options);
  return {
    ...instanceReader(client),
    ...tagWriter(client),
    forTarget: (target) => stopInstancesPorts(targetSession(session, target), options),
    stopInstances: async ({ ids, hibernate, rehearse }) => {
      const command = new StopInstancesCommand({
        InstanceIds: [...ids],
        ...(hibernate ? { Hibernate: true } : {}),
        ...(rehearse ? { DryRun: true } : {}),
      });
      const message = `cannot stop ${countInstances(ids)}`;
      const call = callService(client.send(command), { service: 'ec2', operation: 'StopInstances', message });
      await (rehearse ? allowedIfDryRun(call) : call);
    },
  };
}

/** Ports of `start-instances`; each throws ServiceError with EC2's own code. */
export function startInstancesPorts(session: AwsSession, options: Options = {}): StartInstancesPorts {
  const client = createClient(session, options);
  return {
    ...instanceReader(client),
    ...tagWriter(client),
    forTarget: (target) => startInstancesPorts(targetSession(session, target), options),
    startInstances: async ({ ids, rehearse }) => {
      const command = new StartInstancesCommand({
        InstanceIds: [...ids],
        ...(rehearse ? { DryRun: true } : {}),
      });
      const message = `cannot start ${countInstances(ids)}`;
      const call = callService(client.send(command), {
        service: 'ec2',
        operation: 'StartInstances',
        message,
      });
      await (rehearse ? allowedIfDryRun(call) : call);
    },
    changeInstanceType: async ({ id, instanceType }) => {
      const command = new ModifyInstanceAttributeCommand({
        InstanceId: id,
        InstanceType: { Value: instanceType },
      });
      const message = `cannot change the type of "${id}"`;
      await callService(client.send(command), {
        service: 'ec2',
        operation: 'ModifyInstanceAttribute',
        message,
      });
    },
  };
}

/** A dry run that EC2 would allow ends in the error DryRunOperation (Amazon EC2 API Reference, "StopInstances"). */
async function allowedIfDryRun(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'DryRunOperation') throw error;
  }
}

function createClient({ region, credentials }: AwsSession, options: Options): EC2Client {
  return new EC2Client({ region, credentials, ...options });
}

function countInstances(ids: readonly string[]): string {
  return ids.length === 1 ? `instance "${ids[0]}"` : `${ids.length} instances`;
}

function instanceReader(client: EC2Client): InstanceReader {
  return {
    findInstances: (selection) => findInstances(client, selection),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

function tagWriter(client: EC2Client): TagWriter {
  return {
    tagInstances: async ({ ids, tags }) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const message = `cannot write tags on ${countInstances(ids)}`;
      const call = { service: 'ec2', operation: 'CreateTags', message };
      await callService(client.send(new CreateTagsCommand({ Resources: [...ids], Tags })), call);
    },
  };
}

/** Ids are asked for by filter: an id that does not exist then fails nothing. */
async function* findInstances(
  client: EC2Client,
  selection: InstanceSelection,
): AsyncIterable<ObservedInstance> {
  const common = selectionFilters(selection);
  const ids = selection.instanceIds;
  if (ids === undefined) {
    yield* describePages(client, common);
    return;
  }
  const taken = common.reduce((sum, { Values = [] }) => sum + Values.length, 0);
  const step = Math.max(1, MAX_FILTER_VALUES - taken);
  for (let from = 0; from < ids.length; from += step) {
    const byId = { Name: 'instance-id', Values: ids.slice(from, from + step) };
    yield* describePages(client, [...common, byId]);
  }
}

function selectionFilters({ tags = {}, filters = {} }: InstanceSelection): readonly Filter[] {
  const named = [
    ...Object.entries(tags).map(([key, value]) => [`tag:${key}`, value] as const),
    ...Object.entries(filters),
  ];
  return named.map(([Name, value]) => ({ Name, Values: typeof value === 'string' ? [value] : [...value] }));
}

async function* describePages(
  client: EC2Client,
  filters: readonly Filter[],
): AsyncIterable<ObservedInstance> {
  let token: string | undefined;
  do {
    const command = new DescribeInstancesCommand({
      MaxResults: PAGE_SIZE,
      ...(filters.length === 0 ? {} : { Filters: [...filters] }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await callService(client.send(command), {
      service: 'ec2',
      operation: 'DescribeInstances',
      message: 'cannot read the instances',
    });
    for (const { Instances = [] } of page.Reservations ?? []) {
      for (const instance of Instances) yield* toObservedInstance(instance);
    }
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}
