import { type AskResult, askDividing, type Refusal } from '../stop-instances/ask.ts';
import type { StartInstancesPorts } from './ports.ts';

const NO_CAPACITY = /^(InsufficientInstanceCapacity|InsufficientHostCapacity|InstanceLimitExceeded)$/;

interface Run {
  readonly ports: StartInstancesPorts;
  readonly remainingMs: () => number;
  readonly rehearse: boolean;
}

/**
 * Starts the instances. Where EC2 has no capacity for the type of one, the preferred types are tried in their order;
 * when none has capacity either, the instance gets its own type back and stays refused.
 */
export async function askForCapacity(
  ids: readonly string[],
  preferredTypes: readonly string[],
  run: Run,
): Promise<AskResult> {
  const clock = { remainingMs: run.remainingMs, pause: run.ports.pause };
  const start = (some: readonly string[]) => run.ports.startInstances({ ids: some, rehearse: run.rehearse });
  const first = await askDividing(ids, start, clock);
  const full = first.refused.filter(({ code }) => NO_CAPACITY.test(code));
  if (full.length === 0 || preferredTypes.length === 0) return first;
  const accepted = [...first.accepted];
  const refused = first.refused.filter(({ code }) => !NO_CAPACITY.test(code));
  for (const refusal of full) {
    const last = await tryTypes(refusal, preferredTypes, run);
    if (last === undefined) accepted.push(refusal.id);
    else refused.push(last);
  }
  return { accepted, refused };
}

async function tryTypes(refusal: Refusal, types: readonly string[], run: Run): Promise<Refusal | undefined> {
  const { ports, remainingMs } = run;
  const { id } = refusal;
  const ownType = await readType(id, ports);
  const others = types.filter((type) => type !== ownType);
  for (const instanceType of others) {
    const attempt = await askDividing(
      [id],
      async () => {
        await ports.changeInstanceType({ id, instanceType });
        await ports.startInstances({ ids: [id], rehearse: false });
      },
      { remainingMs, pause: ports.pause },
    );
    if (attempt.accepted.length === 1) return undefined;
  }
  if (ownType !== undefined && others.length > 0)
    await ports.changeInstanceType({ id, instanceType: ownType });
  return { ...refusal, message: `${refusal.message}; none of ${types.join(', ')} could be started either` };
}

async function readType(id: string, ports: StartInstancesPorts): Promise<string | undefined> {
  for await (const instance of ports.findInstances({ instanceIds: [id] })) return instance.instanceType;
  return undefined;
}
