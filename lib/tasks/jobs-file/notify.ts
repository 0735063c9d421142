import type { NotifyRule, NotifyTarget, SecretPlace } from '../../model/notify.ts';
import type { Mistake, Path } from './mistake.ts';
import type { NotifySource } from './notify-schema.ts';
import { entriesOf, field } from './unknown.ts';

const TARGETS = ['email', 'topic', 'slack', 'webhook'] as const;

/** Who hears of a job: its own list, or the defaults'. */
export function buildNotify(
  own: readonly NotifySource[] | undefined,
  defaults: readonly NotifySource[] = [],
): readonly NotifyRule[] {
  return (own ?? defaults).flatMap((source) => {
    const target = buildTarget(source);
    return target === undefined ? [] : [{ target, severity: source.severity ?? 'warning' }];
  });
}

function buildTarget({ email, topic, slack, webhook }: NotifySource): NotifyTarget | undefined {
  if (email !== undefined) return { kind: 'email', address: email };
  if (topic !== undefined) return { kind: 'topic', arn: topic };
  if (slack !== undefined) return { kind: 'slack', url: placeOf(slack) };
  return webhook === undefined ? undefined : { kind: 'webhook', url: placeOf(webhook) };
}

/** The schema allows exactly one of the two. */
function placeOf({ parameter, secret = '' }: NonNullable<NotifySource['slack']>): SecretPlace {
  return parameter === undefined ? { kind: 'secret', name: secret } : { kind: 'parameter', name: parameter };
}

/** Entries of `notify` that name no target, or more than one. */
export function checkNotify(value: unknown): readonly Mistake[] {
  const places: readonly (readonly [unknown, Path])[] = [
    [field(value, 'defaults'), ['defaults']],
    ...entriesOf(field(value, 'jobs')).map(([name, job]) => [job, ['jobs', name]] as const),
  ];
  return places.flatMap(([source, path]) => {
    const list = field(source, 'notify');
    return Array.isArray(list)
      ? list.flatMap((entry, index) => checkEntry(entry, [...path, 'notify', index]))
      : [];
  });
}

function checkEntry(entry: unknown, path: Path): readonly Mistake[] {
  const named = TARGETS.filter((target) => field(entry, target) !== undefined);
  const [, second] = named;
  if (named.length === 0) {
    const message = `expected one of ${TARGETS.map((target) => `"${target}"`).join(', ')}`;
    return [{ path, at: 'value', message }];
  }
  if (second === undefined) return [];
  const message = `an entry has one target; write another entry for "${second}"`;
  return [{ path: [...path, second], at: 'key', message }];
}
