import { ServiceError } from '../model/errors.ts';
import type { StartInstancesPorts } from '../tasks/start-instances/ports.ts';
import type {
  InstanceReader,
  InstanceSelection,
  ObservedInstance,
  StopInstancesPorts,
  TagWriter,
} from '../tasks/stop-instances/ports.ts';
import { readPage } from './ec2-instance.ts';
import { type CallEc2, type Ec2Options, openEc2, type Parameters } from './ec2-query.ts';
import { targetSession } from './ec2-target.ts';
import type { AwsSession } from './session.ts';
import { childText } from './xml.ts';

/** DescribeInstances takes 200 values in all per request (Amazon EC2 API Reference, "DescribeInstances"). */
const MAX_FILTER_VALUES = 200;
const PAGE_SIZE = 1_000;

/** Ports of `stop-instances`; each throws ServiceError with EC2's own code. */
export function stopInstancesPorts(session: AwsSession, options: Ec2Options = {}): StopInstancesPorts {
  const ec2 = openEc2(session, options);
  return {
    ...instanceReader(ec2),
    ...tagWriter(ec2),
    forTarget: (target) => stopInstancesPorts(targetSession(session, target), options),
    stopInstances: async ({ ids, hibernate, rehearse }) => {
      const parameters = {
        InstanceId: ids,
        ...(hibernate ? { Hibernate: true } : {}),
        ...(rehearse ? { DryRun: true } : {}),
      };
      const call = ec2({
        operation: 'StopInstances',
        parameters,
        message: `cannot stop ${countInstances(ids)}`,
      });
      await (rehearse ? allowedIfDryRun(call) : call);
    },
  };
}

/** Ports of `start-instances`; each throws ServiceError with EC2's own code. */
export function startInstancesPorts(session: AwsSession, options: Ec2Options = {}): StartInstancesPorts {
  const ec2 = openEc2(session, options);
  return {
    ...instanceReader(ec2),
    ...tagWriter(ec2),
    forTarget: (target) => startInstancesPorts(targetSession(session, target), options),
    startInstances: async ({ ids, rehearse }) => {
      const parameters = { InstanceId: ids, ...(rehearse ? { DryRun: true } : {}) };
      const message = `cannot start ${countInstances(ids)}`;
      const call = ec2({ operation: 'StartInstances', parameters, message });
      await (rehearse ? allowedIfDryRun(call) : call);
    },
    changeInstanceType: async ({ id, instanceType }) => {
      await ec2({
        operation: 'ModifyInstanceAttribute',
        parameters: { InstanceId: id, InstanceType: { Value: instanceType } },
        message: `cannot change the type of "${id}"`,
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

function countInstances(ids: readonly string[]): string {
  return ids.length === 1 ? `instance "${ids[0]}"` : `${ids.length} instances`;
}

function instanceReader(ec2: CallEc2): InstanceReader {
  return {
    findInstances: (selection) => findInstances(ec2, selection),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

function tagWriter(ec2: CallEc2): TagWriter {
  return {
    tagInstances: async ({ ids, tags }) => {
      const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const message = `cannot write tags on ${countInstances(ids)}`;
      await ec2({ operation: 'CreateTags', parameters: { ResourceId: ids, Tag }, message });
    },
  };
}

interface Filter extends Parameters {
  readonly Name: string;
  readonly Value: readonly string[];
}

/** Ids are asked for by filter: an id that does not exist then fails nothing. */
async function* findInstances(ec2: CallEc2, selection: InstanceSelection): AsyncIterable<ObservedInstance> {
  const common = selectionFilters(selection);
  const ids = selection.instanceIds;
  if (ids === undefined) {
    yield* describePages(ec2, common);
    return;
  }
  const taken = common.reduce((sum, { Value }) => sum + Value.length, 0);
  const step = Math.max(1, MAX_FILTER_VALUES - taken);
  for (let from = 0; from < ids.length; from += step) {
    const byId = { Name: 'instance-id', Value: ids.slice(from, from + step) };
    yield* describePages(ec2, [...common, byId]);
  }
}

function selectionFilters({ tags = {}, filters = {} }: InstanceSelection): readonly Filter[] {
  const named = [
    ...Object.entries(tags).map(([key, value]) => [`tag:${key}`, value] as const),
    ...Object.entries(filters),
  ];
  return named.map(([Name, value]) => ({ Name, Value: typeof value === 'string' ? [value] : value }));
}

async function* describePages(ec2: CallEc2, filters: readonly Filter[]): AsyncIterable<ObservedInstance> {
  let token: string | undefined;
  do {
    const answer = await ec2({
      operation: 'DescribeInstances',
      parameters: { MaxResults: PAGE_SIZE, Filter: filters, NextToken: token },
      message: 'cannot read the instances',
    });
    yield* readPage(answer);
    token = childText(answer, 'nextToken');
  } while (token !== undefined);
}
