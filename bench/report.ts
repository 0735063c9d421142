// Rendering a report, cold and warm: `npx tsx bench/report.ts`. Budgets (issue 7): 20 charts ≤ 1.5 s, 500 series ≤ 5 s.
import { renderPage } from '../lib/report/archive.ts';
import { renderReport } from '../lib/report/render.ts';
import { evaluateExpression } from '../lib/tasks/metric-math/evaluate.ts';
import { loadChartAssets } from '../test/fakes/chart-assets.ts';
import { busyReport } from '../test/fakes/report.ts';
import { mathScope } from '../test/fakes/series.ts';

async function measure(name: string, work: () => unknown): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const rss = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${name.padEnd(58)} ${wallMs.toFixed(0).padStart(6)} ms  cpu ${((user + system) / 1e3).toFixed(0).padStart(6)} ms  rss ${rss} MB`,
  );
}

const now = () => new Date(0);
const [one, twenty, many] = [busyReport(1), busyReport(20), busyReport(500)];
await measure('mail of 1 series with its chart, cold', () => renderReport(one, { loadChartAssets, now }));
await measure('mail of 20 series with 20 charts, warm', () => renderReport(twenty, { loadChartAssets, now }));
await measure('mail of 500 series, the first 20 with charts', () =>
  renderReport(many, { loadChartAssets, now }),
);
await measure('page of 500 series with 500 charts as SVG', () => renderPage(many));
const scope = mathScope(
  Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`m${index}`, Array.from({ length: 288 }, () => index)]),
  ),
);
await measure('SUM(FILL(METRICS(), 0)) over 500 series × 288 points', () =>
  evaluateExpression('SUM(FILL(METRICS(), 0))', scope),
);
