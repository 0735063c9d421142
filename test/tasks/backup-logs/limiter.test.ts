import { makeLimiter } from '../../../lib/tasks/backup-logs/limiter.ts';
import { s3Error } from '../../fakes/s3.ts';

const pass = async () => {};
const refuse = async () => {
  throw s3Error('SlowDown', 503);
};

describe('makeLimiter', () => {
  test('doubles after each round of successes up to the maximum', async () => {
    const limiter = makeLimiter({ max: 50, start: 8 });

    for (let call = 0; call < 8; call += 1) await limiter.run(pass);
    expect(limiter.limit()).toBe(16);
    for (let call = 0; call < 100; call += 1) await limiter.run(pass);
    expect(limiter.limit()).toBe(50);
  });

  test('halves once for a burst of refusals, then grows by one a round', async () => {
    const limiter = makeLimiter({ max: 64, start: 32 });

    await Promise.allSettled(Array.from({ length: 32 }, () => limiter.run(refuse)));
    expect(limiter.limit()).toBe(16);
    for (let call = 0; call < 16; call += 1) await limiter.run(pass);
    expect(limiter.limit()).toBe(17);
  });

  test('never lets more calls run than its limit, never goes below one, and starves nobody', async () => {
    const limiter = makeLimiter({ max: 4, start: 4 });
    let running = 0;
    let most = 0;
    let done = 0;
    const call = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done += 1;
      if (done % 3 === 0) await refuse();
    };

    await Promise.allSettled(Array.from({ length: 200 }, () => limiter.run(call)));

    expect({ done, running }).toEqual({ done: 200, running: 0 });
    expect(most).toBeLessThanOrEqual(4);
    expect(limiter.limit()).toBeGreaterThanOrEqual(1);
  });
});
