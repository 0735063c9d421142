import { parseDuration } from '../../model/duration.ts';
import type { RetryPolicy, RunPolicy } from '../../model/run-policy.ts';
import type { Mistake, Path } from './mistake.ts';
import type { PolicySource } from './policy-schema.ts';
import { entriesOf, field, textFieldOf } from './unknown.ts';

/** Lambda retries an asynchronous invocation at most twice. */
const MAX_ATTEMPTS_WITHOUT_BACKOFF = 3;
const DEFAULT_ATTEMPTS = 3;

/** The policy of a job; a key that it does not have is taken from the defaults, whole. */
export function buildPolicy(job: PolicySource, defaults: PolicySource = {}): RunPolicy {
  const { overlap = 'skip', catchUp, retry, ...times } = { ...defaults, ...job };
  return {
    overlap,
    ...(catchUp === undefined
      ? {}
      : { catchUp: { withinSeconds: secondsOf(catchUp.within), atMost: catchUp.atMost ?? 1 } }),
    retry: buildRetry(retry),
    ...optional('startWithinSeconds', times.startWithin),
    ...optional('finishWithinSeconds', times.finishWithin),
    ...optional('timeoutSeconds', times.timeout),
  };
}

function buildRetry(retry: PolicySource['retry'] = {}): RetryPolicy {
  return {
    attempts: retry.attempts ?? DEFAULT_ATTEMPTS,
    ...optional('backoffSeconds', retry.backoff),
    ...optional('maximumBackoffSeconds', retry.maximumBackoff),
    ...(retry.on === undefined ? {} : { on: retry.on }),
  };
}

function optional<Key extends string>(key: Key, text: string | undefined): { readonly [K in Key]?: number } {
  const none: { readonly [K in Key]?: number } = {};
  return text === undefined ? none : { ...none, [key]: secondsOf(text) };
}

/** Checked by the schema's `duration` before. */
function secondsOf(text: string): number {
  return parseDuration(text) ?? 0;
}

/** Mistakes that lie between two keys of a policy, each of them right by itself. */
export function checkPolicies(value: unknown): readonly Mistake[] {
  const places: readonly (readonly [unknown, Path])[] = [
    [field(value, 'defaults'), ['defaults']],
    ...entriesOf(field(value, 'jobs')).map(([name, job]) => [job, ['jobs', name]] as const),
  ];
  return places.flatMap(([source, path]) => [...checkRetry(source, path), ...checkTimes(source, path)]);
}

function checkRetry(source: unknown, path: Path): readonly Mistake[] {
  const retry = field(source, 'retry');
  const attempts = field(retry, 'attempts');
  const backoff = textFieldOf(retry, 'backoff');
  if (typeof attempts === 'number' && attempts > MAX_ATTEMPTS_WITHOUT_BACKOFF && backoff === undefined) {
    const message = `more than ${MAX_ATTEMPTS_WITHOUT_BACKOFF} attempts need a "backoff"`;
    return [{ path: [...path, 'retry', 'attempts'], at: 'value', message }];
  }
  const longest = textFieldOf(retry, 'maximumBackoff');
  if (longest === undefined) return [];
  const at = [...path, 'retry', 'maximumBackoff'];
  if (backoff === undefined) return [{ path: at, at: 'key', message: 'there is no "backoff" to limit' }];
  return isShorter(longest, backoff)
    ? [{ path: at, at: 'value', message: '"maximumBackoff" is shorter than "backoff"' }]
    : [];
}

function checkTimes(source: unknown, path: Path): readonly Mistake[] {
  const start = textFieldOf(source, 'startWithin');
  const finish = textFieldOf(source, 'finishWithin');
  return start !== undefined && finish !== undefined && isShorter(finish, start)
    ? [
        {
          path: [...path, 'finishWithin'],
          at: 'value',
          message: '"finishWithin" is shorter than "startWithin"',
        },
      ]
    : [];
}

function isShorter(one: string, other: string): boolean {
  const [first, second] = [parseDuration(one), parseDuration(other)];
  return first !== undefined && second !== undefined && first < second;
}
