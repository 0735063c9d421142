// Rendering a report, each case in fresh processes, bundled and on Node 22 as a function does it:
// `npx tsx bench/report.ts`. Budgets (issue 7): a mail of 20 charts ≤ 1.5 s, 500 series ≤ 5 s. The load of the machine
// stands beside the figures.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntry } from '../lib/cdk/bundle.ts';
import { findNode } from './node-22.ts';
import type { Measured } from './report-cases.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const root = fileURLToPath(new URL('..', import.meta.url));
/** Below the project, where the renderer's files are found. */
const folder = join(root, '.nightshift', 'bench-report');
const node = findNode();

/** Calls the bundle's handler in a clean process. */
function call(name?: string) {
  const script = `import { handler } from ${JSON.stringify(join(folder, 'index.mjs'))};
    console.log(JSON.stringify(await handler(${JSON.stringify(name) ?? ''})));`;
  return JSON.parse(execFileSync(node, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0).padStart(6);
}

function compare(name: string): void {
  const rounds = Array.from({ length: ROUNDS }, (): Measured => call(name));
  const of = (key: keyof Measured) => median(rounds.map((round) => round[key]));
  console.log(`${name.padEnd(56)} ${of('wallMs')} ms  cpu ${of('cpuMs')} ms  rss ${of('rssMb')} MB`);
}

bundleEntry({ root, entry: 'bench/report-cases.ts', folder });
const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
console.log(`medians of ${ROUNDS} fresh processes on Node ${version}, load ${loadavg()[0]?.toFixed(1)}`);
const names: readonly string[] = call();
for (const name of names) compare(name);
rmSync(folder, { recursive: true });
