/**
 * How long the command line takes to start, beside Node by itself: medians of whole processes, alternating.
 *
 *   npm run build && npx tsx bench/startup.ts [rounds]
 *
 * Budgets: `--version` at most 1.5 times `node -e 0`, `run … true` with an environment of the project at most 2.5 times.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 21);
const program = fileURLToPath(new URL('../dist/nightshift.mjs', import.meta.url));
const commands = {
  'node -e 0': ['-e', '0'],
  '--version': [program, '--version'],
  'run … true': [program, 'run', 'ops/plain', '--', 'true'],
  'env open': [program, 'env', 'open', 'ops/plain'],
};

const project = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
try {
  mkdirSync(join(project, 'environments/ops'), { recursive: true });
  writeFileSync(join(project, 'environments/ops/plain.yaml'), 'values: {environmentVariables: {A: b}}\n');
  const times = new Map(Object.keys(commands).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, words] of Object.entries(commands)) times.get(name)?.push(timeOf(words));
  }
  const bare = median(times.get('node -e 0') ?? []);
  for (const [name, all] of times) {
    const middle = median(all);
    console.log(`${name.padEnd(12)} ${middle.toFixed(0).padStart(5)} ms  ${(middle / bare).toFixed(2)} ×`);
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}

function timeOf(words: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
