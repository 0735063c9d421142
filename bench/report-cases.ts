// The cases of bench/report.ts, bundled as a function is.
import { renderArchive } from '../lib/report/archive.ts';
import { renderReport } from '../lib/report/render.ts';
import { evaluateExpression } from '../lib/tasks/metric-math/evaluate.ts';
import { loadChartAssets } from '../test/fakes/chart-assets.ts';
import { busyReport } from '../test/fakes/report.ts';
import { mathScope } from '../test/fakes/series.ts';

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

export interface Measured {
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

/** What a case took; without a name, the names. */
export async function handler(name?: string): Promise<Measured | readonly string[]> {
  const wanted = cases[name ?? ''];
  return wanted === undefined ? Object.keys(cases) : measure(wanted);
}
