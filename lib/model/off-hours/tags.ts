import { didYouMean } from '../schedule/nearest.ts';
import { custodianPlan } from './custodian-plan.ts';
import { type CustodianPolicy, readCustodianTag, type TagProblem } from './custodian-tag.ts';
import type { OffHoursPlan } from './plan.ts';

/** Which tag tells a resource's schedule, and in whose grammar. */
export type TagDialect =
  /** The value is a schedule's name: ours (`nightshift:schedule`) and Instance Scheduler's (`Schedule`). */
  | { readonly kind: 'name'; readonly key: string }
  /** Cloud Custodian's off-hours grammar; the key's case does not count (`maid_offhours`). */
  | { readonly kind: 'custodian'; readonly key: string; readonly policy?: CustodianPolicy };

export const defaultDialects: readonly TagDialect[] = [
  { kind: 'name', key: 'nightshift:schedule' },
  { kind: 'name', key: 'Schedule' },
  { kind: 'custodian', key: 'maid_offhours' },
];

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export type TaggedPlan =
  | {
      readonly kind: 'plan';
      readonly tag: Tag;
      readonly plan: OffHoursPlan;
      readonly problems: readonly TagProblem[];
    }
  | { readonly kind: 'opted-out'; readonly tag: Tag }
  | { readonly kind: 'problem'; readonly problem: TagProblem }
  /** It has none of the tags. */
  | { readonly kind: 'untagged' };

/** The plan that a resource's own tags name; of several the first dialect's counts. A tag that does not parse is a problem. */
export function planOfTags(query: {
  readonly tags: readonly Tag[];
  readonly dialects: readonly TagDialect[];
  /** The schedules of `jobs.yaml` by name. */
  readonly plans: ReadonlyMap<string, OffHoursPlan>;
}): TaggedPlan {
  for (const dialect of query.dialects) {
    const tag = query.tags.find(({ key }) => isKey(key, dialect));
    if (tag === undefined) continue;
    return dialect.kind === 'name' ? byName(tag, query.plans) : byCustodian(tag, dialect.policy ?? {});
  }
  return { kind: 'untagged' };
}

function isKey(key: string, dialect: TagDialect): boolean {
  return dialect.kind === 'name' ? key === dialect.key : key.toLowerCase() === dialect.key.toLowerCase();
}

function byName(tag: Tag, plans: ReadonlyMap<string, OffHoursPlan>): TaggedPlan {
  const name = tag.value.trim();
  const plan = plans.get(name);
  if (plan !== undefined) return { kind: 'plan', tag, plan, problems: [] };
  const hint = didYouMean(name, [...plans.keys()]);
  const message = name === '' ? 'the tag is empty: name a schedule' : `there is no schedule "${name}"${hint}`;
  return { kind: 'problem', problem: { tag: tag.key, offset: 0, message } };
}

function byCustodian(tag: Tag, policy: CustodianPolicy): TaggedPlan {
  const read = readCustodianTag(tag, policy);
  if (read.kind === 'opted-out') return { kind: 'opted-out', tag };
  const [first] = read.problems;
  const plan = custodianPlan(`${tag.key}=${tag.value}`, read, policy);
  const isUnreadable = read.off.kind === 'unreadable' && read.on.kind === 'unreadable';
  if (plan === undefined || (isUnreadable && first !== undefined)) {
    return {
      kind: 'problem',
      problem: first ?? { tag: tag.key, offset: 0, message: 'the tag cannot be read' },
    };
  }
  return { kind: 'plan', tag, plan, problems: read.problems };
}
