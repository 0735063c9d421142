// The simulation of slots at its full size: npx tsx bench/simulation.ts [slots] [first seed]
// Each seed is a job with a policy of its own in a world of its own. A seed that fails is printed, and can be run alone.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { simulate } from '../test/run/simulation/simulate.ts';

const SLOTS_PER_SEED = 500;

interface Share {
  readonly endings: Record<string, number>;
  readonly failures: string[];
}

const [slots = 1_000_000, firstSeed = 1] = process.argv.slice(2, 4).map(Number);
const share = process.argv[4];
if (share === undefined) await runAll();
else process.send?.(await runShare(JSON.parse(share)));

/** As many processes as there are processors, each with every n-th seed. */
async function runAll(): Promise<void> {
  const startedMs = performance.now();
  const seeds = Math.ceil(slots / SLOTS_PER_SEED);
  const workers = availableParallelism();
  const shares = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      runWorker({ from: firstSeed + worker, step: workers, until: firstSeed + seeds }),
    ),
  );
  const endings: Record<string, number> = {};
  for (const [ending, count] of shares.flatMap((one) => Object.entries(one.endings)))
    endings[ending] = (endings[ending] ?? 0) + count;
  const failures = shares.flatMap((one) => one.failures);
  const total = Object.values(endings).reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
  console.log(
    `${total.toLocaleString('en-US')} slots of ${seeds} jobs in ${seconds} s on ${workers} processors`,
  );
  for (const [ending, count] of Object.entries(endings).toSorted(([, one], [, other]) => other - one))
    console.log(`${count.toLocaleString('en-US').padStart(12)}  ${ending}`);
  console.log(`${failures.length} violations`);
  for (const failure of failures) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

interface Seeds {
  readonly from: number;
  readonly step: number;
  readonly until: number;
}

function runWorker(seeds: Seeds): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = fork(import.meta.filename, ['0', '0', JSON.stringify(seeds)], {
      execArgv: process.execArgv,
    });
    worker.once('message', (message: Share) => resolve(message));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code} and no answer`)));
  });
}

async function runShare({ from, step, until }: Seeds): Promise<Share> {
  const endings: Record<string, number> = {};
  const failures: string[] = [];
  for (let seed = from; seed < until; seed += step) {
    const result = await simulate({ seed, slots: SLOTS_PER_SEED });
    for (const [ending, count] of Object.entries(result.endings))
      endings[ending] = (endings[ending] ?? 0) + count;
    failures.push(
      ...result.violations.map((violation) => `seed ${seed}, ${SLOTS_PER_SEED} slots: ${violation}`),
    );
  }
  return { endings, failures };
}
