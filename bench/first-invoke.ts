/**
 * The first invoke of each job's function beside a handler that does nothing: clean processes, in turn, on Node 22.
 * `npx tsx bench/first-invoke.ts [task…]` bundles the example's jobs as the app does, and writes bench/RESULTS.md.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appInputOf } from '../lib/cdk/app-input.ts';
import { loadEvaluatedProject } from '../lib/cli/project.ts';
import { catalog } from '../lib/tasks/catalog.ts';
import { mergeTables } from './copy-report.ts';
import { findNode } from './node-22.ts';
import { type FirstInvoke, firstInvoke, type Loading } from './runtime-api.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 10);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESULTS = join(ROOT, 'bench', 'RESULTS.md');
interface Candidate {
  readonly name: string;
  readonly bundle: string;
  readonly jobName: string;
}

async function makeCandidates(folder: string): Promise<readonly Candidate[]> {
  const { root, jobsFile, environments } = await loadEvaluatedProject({
    cwd: ROOT,
    account: '123456789012',
    now: new Date(),
  });
  const compile = (name: string) => environments.get(name)?.document;
  const { code } = appInputOf({ root, jobsFile, environments, catalog, compile }, folder);
  const bare = join(folder, 'bare');
  mkdirSync(bare, { recursive: true });
  writeFileSync(join(bare, 'index.mjs'), 'export const handler = async () => ({});\n');
  const wanted = process.argv.slice(2);
  const jobs = jobsFile.jobs.filter(({ task }) => wanted.length === 0 || wanted.includes(task.name));
  for (const { task } of jobs) code.task(task.name);
  return [
    { name: 'bare handler', bundle: join(bare, 'index.mjs'), jobName: 'bare' },
    ...jobs.map(({ name, task }) => ({
      name: task.name,
      bundle: join(folder, task.name, 'index.mjs'),
      jobName: name,
    })),
  ];
}

/** kB of the code that every start reads, and of all code that is uploaded. */
function weigh(bundle: string): { readonly eager: number; readonly all: number } {
  const folder = join(bundle, '..');
  const modules = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const all = modules.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, next = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.mjs)"/g)) visit(next);
  };
  visit('index.mjs');
  const eager = [...seen].reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return { eager: eager / 1_000, all: all / 1_000 };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const node = findNode();
const folder = mkdtempSync(join(tmpdir(), 'nightshift-first-invoke-'));
const candidates = await makeCandidates(folder);
const LOADINGS: readonly Loading[] = ['require', 'import'];
const runs = new Map<string, FirstInvoke[]>();
const runsOf = (name: string, loading: Loading): FirstInvoke[] => {
  const own = runs.get(`${name} ${loading}`) ?? [];
  runs.set(`${name} ${loading}`, own);
  return own;
};
const medianOf = (name: string, loading: Loading) =>
  median(runsOf(name, loading).map(({ milliseconds }) => milliseconds));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const { name, bundle, jobName } of candidates) {
    for (const loading of LOADINGS) {
      const run = await firstInvoke({ node, bundle, jobName, loading });
      // The first round warms the disk's cache.
      if (round > 0) runsOf(name, loading).push(run);
      else if (process.env['BENCH_VERBOSE'] !== undefined) console.error(name, run);
    }
  }
}
const timesBare = (name: string, loading: Loading) =>
  (medianOf(name, loading) / medianOf('bare handler', loading)).toFixed(2);
const rows = candidates.map(({ name, bundle }) => {
  const own = LOADINGS.flatMap((loading) => runsOf(name, loading));
  const { eager, all } = weigh(bundle);
  const failed = own.find(({ hasFailed }) => hasFailed);
  const said = failed === undefined ? 'yes' : `no: ${failed.answer.slice(0, 80).replaceAll(/[|\n]/g, ' ')}`;
  const cells = [
    name,
    medianOf(name, 'require').toFixed(0),
    timesBare(name, 'require'),
    timesBare(name, 'import'),
    eager.toFixed(0),
    all.toFixed(0),
    own[0]?.calls.length ?? 0,
    said,
  ];
  return `| ${cells.join(' | ')} |`;
});
rmSync(folder, { recursive: true, force: true });
const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const table = [
  '### First invoke',
  '',
  `Node ${version}, ${new Date().toISOString().slice(0, 10)}, medians of ${ROUNDS} clean processes in turn, from the start of the process to its first`,
  'answer; AWS answers on loopback and has nothing to do. "loaded": modules that every start reads; "all": with those that',
  'rare calls load. The loop around the handler asks for `http` as Lambda’s own does, by `require`; in the next column it',
  'imports it, as the runner of the budget’s first figures did, which loads undici into the bare handler as well. Written by',
  '`npx tsx bench/first-invoke.ts`.',
  '',
  '| function | ms | × bare | × bare, `http` imported | loaded kB | all kB | calls | answered |',
  '|---|---|---|---|---|---|---|---|',
  ...rows,
].join('\n');
const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
writeFileSync(RESULTS, mergeTables(before, { mark: 'first-invoke', heading: '## Start', tables: [table] }));
console.log(table);
