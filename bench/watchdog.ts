// A year of random outages on a virtual clock: `node --import tsx bench/watchdog.ts [jobs] [days] [seeds]`.
// Prints what there was to see and what the watchdog did wrong; ends with 1 where that is anything at all.
import { judge } from '../test/run/watchdog/year/oracle.ts';
import { simulate } from '../test/run/watchdog/year/simulate.ts';

const [jobs = 24, days = 365, seeds = 1] = process.argv.slice(2).map(Number);

for (let seed = 1; seed <= seeds; seed += 1) {
  const begun = performance.now();
  const { faults, ...figures } = judge(await simulate({ seed, jobs, days }));
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(
    `seed ${seed}, ${jobs} jobs, ${days} days, ${seconds} s: ${JSON.stringify(figures)}, ${faults.length} faults\n`,
  );
  for (const fault of faults.slice(0, 20)) process.stdout.write(`  ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
