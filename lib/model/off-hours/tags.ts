import { didYouMean } from '../schedule/nearest.ts';
import { custodianPlan } from './custodian-plan.ts';
import { type CustodianPolicy, readCustodianTag, type TagProblem } from './custodian-tag.ts';
import { parseInline } from './inline.ts';
import type { OffHoursPlan } from './plan.ts';

/** Which tag tells a resource's schedule, and in whose grammar. */
export type TagDialect =
  /** The value is a schedule's name, or a whole schedule (`parseInline`). */
  | { readonly kind: 'nightshift'; readonly key: string }
  /** The value is a schedule's name, as in Instance Scheduler on AWS. */
  | { readonly kind: 'instance-scheduler'; readonly key: string }
  /** Cloud Custodian's off-hours grammar; the key's case does not count. */
  | { readonly kind: 'cloud-custodian'; readonly key: string; readonly policy?: CustodianPolicy };

interface Tag {
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
  | { readonly kind: 'problem'; readonly problem: TagProblem };

/** The schedules of `jobs.yaml` by name. */
type Plans = Readonly<Record<string, OffHoursPlan>>;

export interface ScheduleTag {
  readonly tag: Tag;
  readonly dialect: TagDialect;
}

/** The tag that tells a resource's schedule: of several the first dialect's. */
export function findScheduleTag(
  tags: Readonly<Record<string, string>>,
  dialects: readonly TagDialect[],
): ScheduleTag | undefined {
  for (const dialect of dialects) {
    const found = Object.entries(tags).find(([key]) => isKey(key, dialect));
    if (found !== undefined) return { tag: { key: found[0], value: found[1] }, dialect };
  }
  return undefined;
}

function isKey(key: string, dialect: TagDialect): boolean {
  return dialect.kind === 'cloud-custodian'
    ? key.toLowerCase() === dialect.key.toLowerCase()
    : key === dialect.key;
}

/** The plan that a tag tells. One that does not parse is a problem, never nothing. */
export function planOfTag({ tag, dialect }: ScheduleTag, plans: Plans): TaggedPlan {
  switch (dialect.kind) {
    case 'nightshift':
      return byNameOrInline(tag, plans);
    case 'instance-scheduler':
      return byName(tag, plans);
    case 'cloud-custodian':
      return byCustodian(tag, dialect.policy ?? {});
    default:
      return dialect satisfies never;
  }
}

function byName(tag: Tag, plans: Plans): TaggedPlan {
  const name = tag.value.trim();
  const plan = Object.hasOwn(plans, name) ? plans[name] : undefined;
  if (plan !== undefined) return { kind: 'plan', tag, plan, problems: [] };
  const hint = didYouMean(name, Object.keys(plans));
  const message = name === '' ? 'the tag is empty: name a schedule' : `there is no schedule "${name}"${hint}`;
  return { kind: 'problem', problem: { tag: tag.key, offset: 0, message } };
}

/** A name goes first, so that a schedule may be called `daily`. What has blanks or colons is no name. */
function byNameOrInline(tag: Tag, plans: Plans): TaggedPlan {
  const named = byName(tag, plans);
  if (named.kind === 'plan') return named;
  const inline = parseInline(tag.value);
  if (inline.kind === 'plan') return { kind: 'plan', tag, plan: inline.plan, problems: [] };
  if (!/[\s:@+]/.test(tag.value.trim())) return named;
  const { offset, message } = inline;
  return { kind: 'problem', problem: { tag: tag.key, offset, message } };
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
