// Rendering a report, each case in fresh processes, as a function does it: `npx tsx bench/report.ts`. Budgets (issue 7):
// a mail of 20 charts ≤ 1.5 s, 500 series ≤ 5 s. The load of the machine stands beside the figures.
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { renderArchive } from '../lib/report/archive.ts';
import { renderReport } from '../lib/report/render.ts';
import { evaluateExpression } from '../lib/tasks/metric-math/evaluate.ts';
import { loadChartAssets } from '../test/fakes/chart-assets.ts';
import { busyReport } from '../test/fakes/report.ts';
import { mathScope } from '../test/fakes/series.ts';

const ROUNDS = 5;
const mail = (series: number) =>
  renderReport(busyReport(series), { loadChartAssets, now: () => new Date(0) });

const cases: Readonly<Record<string, () => unknown>> = {
  'mail of 1 series with its chart': () => mail(1),
  'mail of 20 series with 20 charts': () => mail(20),
  'mail of 500 series, 20 charts': () => mail(500),
  'archive of 500 series: page with 500 charts, JSON, CSV': () => renderArchive(busyReport(500)),
  'mail and archive of 500 series': async () => [await mail(500), renderArchive(busyReport(500))],
  'SUM(FILL(METRICS(), 0)) over 500 series × 288 points': () => {
    const series = Array.from({ length: 500 }, (_, index) => [
      `m${index}`,
      Array.from({ length: 288 }, () => index),
    ]);
    return evaluateExpression('SUM(FILL(METRICS(), 0))', mathScope(Object.fromEntries(series)));
  },
};

interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

async function measure(work: () => unknown): Promise<Measured> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1e3, rssMb: process.memoryUsage().rss / 1e6 };
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0).padStart(6);
}

function compare(name: string): void {
  const rounds = Array.from({ length: ROUNDS }, (): Measured => {
    const command = [...process.execArgv, fileURLToPath(import.meta.url), name];
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
  });
  const of = (key: keyof Measured) => median(rounds.map((round) => round[key]));
  console.log(`${name.padEnd(56)} ${of('wallMs')} ms  cpu ${of('cpuMs')} ms  rss ${of('rssMb')} MB`);
}

const wanted = cases[process.argv[2] ?? ''];
if (wanted === undefined) {
  console.log(`medians of ${ROUNDS} fresh processes, load ${loadavg()[0]?.toFixed(1)}`);
  for (const name of Object.keys(cases)) compare(name);
} else console.log(JSON.stringify(await measure(wanted)));
