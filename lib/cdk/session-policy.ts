import type { Job } from '../model/job.ts';
import type { AppInput } from './input.ts';

/** STS takes a session policy of at most this many characters. */
const MAX_CHARACTERS = 2_048;
/** Account and partition are known only when the function runs; these stand for them. */
const PLACEHOLDERS = { partition: '{partition}', account: '{account}' } as const;

/**
 * The task's own statements as a session policy, a guard against our own mistakes where jobs share a role. Above
 * STS's limit there is none: `jobs check` suggests a second environment.
 */
export function sessionPolicyOf(job: Job, statements: AppInput['statements']): { sessionPolicy?: string } {
  const place = { ...PLACEHOLDERS, region: job.region ?? '{region}' };
  const Statement = statements(job, place).map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }));
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  // Filled in, `{account}` and its like grow by a few characters.
  return Statement.length === 0 || policy.length > MAX_CHARACTERS - 100 ? {} : { sessionPolicy: policy };
}
