import type { ServiceError } from '../../model/errors.ts';
import type { Limiter } from './limiter.ts';
import type { BackupLogsPorts } from './ports.ts';
import { isTransient } from './transient.ts';

const MAX_ATTEMPTS = 10;
const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 20_000;

/** Makes calls: `retry` repeats what may pass by itself; `limited` also waits for its turn. */
export interface Caller {
  readonly retry: <T>(call: () => Promise<T>) => Promise<T>;
  readonly limited: <T>(call: () => Promise<T>) => Promise<T>;
}

interface CallerFields {
  readonly ports: Pick<BackupLogsPorts, 'waitMs' | 'random'>;
  readonly limiter: Limiter;
  readonly onRetry: (error: ServiceError) => void;
}

/**
 * Repeats transient failures up to ten times with exponential back-off and full jitter: 100 ms doubling to 20 s
 * (AWS Architecture Blog, "Exponential Backoff And Jitter"). Other failures, and the last one, are thrown on.
 */
export function makeCaller(fields: CallerFields): Caller {
  const { limiter } = fields;
  return {
    retry: (call) => repeat(call, fields),
    limited: (call) => repeat(() => limiter.run(call), fields),
  };
}

async function repeat<T>(call: () => Promise<T>, fields: CallerFields): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || attempt === MAX_ATTEMPTS) throw error;
      fields.onRetry(error);
      const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
      await fields.ports.waitMs(fields.ports.random() * ceiling);
    }
  }
}
