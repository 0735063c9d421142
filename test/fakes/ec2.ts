import { ServiceError } from '../../lib/model/errors.ts';
import type { StartInstancesPorts } from '../../lib/tasks/start-instances/ports.ts';
import type {
  InstanceSelection,
  ObservedInstance,
  StopInstancesPorts,
} from '../../lib/tasks/stop-instances/ports.ts';
import type { Target } from '../../lib/tasks/stop-instances/target.ts';

interface Call {
  readonly operation: 'stop' | 'hibernate' | 'start' | 'change-type' | 'rehearse';
  readonly ids: readonly string[];
}

export interface FakeEc2 extends StopInstancesPorts, StartInstancesPorts {
  readonly instances: Map<string, ObservedInstance>;
  readonly calls: Call[];
  readonly pausedMs: () => number;
  /** Consulted before each stop or start; what it returns is thrown, and nothing changes. */
  refuse: (call: Call) => { code: string; message?: string } | undefined;
  /** The EC2 of another account and Region; this one itself, unless said otherwise. */
  forTarget: (target: Target) => FakeEc2;
  /** The code with which tagging is refused. */
  tagRefusal: string | undefined;
  /** How many pauses a stopping or starting instance needs. */
  transitionPauses: number;
}

/** An instance that runs on demand, but for what is said otherwise. */
export function fakeInstance(fields: Partial<ObservedInstance> & { readonly id: string }): ObservedInstance {
  return {
    state: 'running',
    launchedAt: '2026-11-20T06:00:00.000Z',
    tags: {},
    instanceType: 't3.micro',
    market: 'on-demand',
    rootDevice: 'ebs',
    canHibernate: false,
    ...fields,
  };
}

/** EC2 in memory: a call is refused as a whole when one of its ids is not in the right state. */
export function fakeEc2(instances: readonly ObservedInstance[]): FakeEc2 {
  const moving = new Map<string, { pauses: number; goal: ObservedInstance['state'] }>();
  let pausedMs = 0;
  const call = (
    operation: Call['operation'],
    ids: readonly string[],
    from: string[],
    goal: 'stopped' | 'running',
  ) => {
    const made = { operation, ids: [...ids] };
    fake.calls.push(made);
    const refusal = fake.refuse(made) ?? wrongState(fake.instances, ids, from);
    if (refusal !== undefined) throw serviceError(refusal.code, refusal.message ?? refusal.code);
    for (const id of operation === 'rehearse' ? [] : ids) {
      const instance = fake.instances.get(id);
      if (instance === undefined) continue;
      const still = fake.transitionPauses > 0;
      const onTheWay = goal === 'stopped' ? 'stopping' : 'pending';
      fake.instances.set(id, { ...instance, state: still ? onTheWay : goal });
      if (still) moving.set(id, { pauses: fake.transitionPauses, goal });
    }
  };
  const fake: FakeEc2 = {
    instances: new Map(instances.map((instance) => [instance.id, instance])),
    calls: [],
    pausedMs: () => pausedMs,
    refuse: () => undefined,
    tagRefusal: undefined,
    forTarget: () => fake,
    transitionPauses: 2,
    findInstances: (selection) => select(fake.instances, selection),
    pause: async (milliseconds) => {
      pausedMs += milliseconds;
      for (const [id, { pauses, goal }] of moving) {
        const instance = fake.instances.get(id);
        if (pauses > 1 || instance === undefined) moving.set(id, { pauses: pauses - 1, goal });
        else {
          fake.instances.set(id, { ...instance, state: goal });
          moving.delete(id);
        }
      }
    },
    stopInstances: async ({ ids, hibernate, rehearse }) =>
      call(
        rehearse ? 'rehearse' : hibernate ? 'hibernate' : 'stop',
        ids,
        ['running', 'stopping', 'stopped'],
        'stopped',
      ),
    startInstances: async ({ ids, rehearse }) =>
      call(rehearse ? 'rehearse' : 'start', ids, ['stopped', 'running', 'pending'], 'running'),
    tagInstances: async ({ ids, tags }) => {
      if (fake.tagRefusal !== undefined) throw serviceError(fake.tagRefusal, fake.tagRefusal);
      for (const id of ids) {
        const instance = fake.instances.get(id);
        if (instance !== undefined)
          fake.instances.set(id, { ...instance, tags: { ...instance.tags, ...tags } });
      }
    },
    changeInstanceType: async ({ id, instanceType }) => {
      fake.calls.push({ operation: 'change-type', ids: [id] });
      const instance = fake.instances.get(id);
      if (instance !== undefined) fake.instances.set(id, { ...instance, instanceType });
    },
  };
  return fake;
}

function wrongState(instances: FakeEc2['instances'], ids: readonly string[], from: readonly string[]) {
  const unknown = ids.find((id) => !instances.has(id));
  if (unknown !== undefined) {
    return { code: 'InvalidInstanceID.NotFound', message: `The instance ID '${unknown}' does not exist` };
  }
  const wrong = ids.find((id) => !from.includes(instances.get(id)?.state ?? ''));
  if (wrong === undefined) return undefined;
  return { code: 'IncorrectInstanceState', message: `The instance '${wrong}' is not in a state for it.` };
}

function serviceError(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, service: 'ec2', operation: 'StopInstances' });
}

async function* select(
  instances: FakeEc2['instances'],
  selection: InstanceSelection,
): AsyncIterable<ObservedInstance> {
  const { instanceIds, tags = {} } = selection;
  const found =
    instanceIds === undefined ? [...instances.values()] : instanceIds.map((id) => instances.get(id));
  for (const instance of found) {
    if (instance === undefined) continue;
    const matches = Object.entries(tags).every(([key, value]) => {
      const own = instance.tags[key];
      return own !== undefined && (typeof value === 'string' ? own === value : value.includes(own));
    });
    if (matches) yield instance;
  }
}
