import type { RunPolicy } from '../../../lib/model/run-policy.ts';
import type { Random } from './random.ts';

/** A policy as somebody might write it, and how long one invocation may take. */
export function randomPolicy(random: Random): { readonly policy: RunPolicy; readonly timeoutMs: number } {
  const { pick, chance, between } = random;
  const catchUp = { withinSeconds: pick([3_600, 4 * 3_600]), atMost: between(1, 6) };
  const backoff = { backoffSeconds: pick([60, 600]), maximumBackoffSeconds: 1_800 };
  const attempts = between(1, 3);
  const policy: RunPolicy = {
    overlap: pick(['skip', 'buffer-one', 'cancel-other', 'allow-all']),
    ...(chance(0.6) ? { catchUp } : {}),
    retry: {
      attempts,
      ...(chance(0.5) ? backoff : {}),
      ...(chance(0.2) ? { on: ['SlowDown'] } : {}),
    },
    ...(chance(0.3) ? { startWithinSeconds: 1_200 } : {}),
    ...(chance(0.2) ? { timeoutSeconds: 600 } : {}),
  };
  return { policy, timeoutMs: pick([1, 5, 15]) * 60_000 };
}
