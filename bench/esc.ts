/**
 * Medians of opening an environment in one warm process: parse, evaluate and export, with the code as it is shipped.
 *
 *   npx tsx bench/esc.ts FOLDER      (FOLDER holds small/ and large/, each with a root.yaml)
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const { openEnvironment, parseEnvironment, renderValue } = await loadBundled();

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npx tsx bench/esc.ts FOLDER');
for (const [name, rounds] of [
  ['small', 600],
  ['large', 25],
] as const) {
  await bench(join(folder, name), name, rounds);
}

async function bench(path: string, name: string, rounds: number): Promise<void> {
  const texts = new Map(
    readdirSync(path).map((file) => [file.replace(/\.yaml$/, ''), readFileSync(join(path, file), 'utf8')]),
  );
  const parse = () => new Map([...texts].map(([key, text]) => [key, parseEnvironment(text, { name: key })]));
  const compiled = JSON.stringify([...parse()]);
  const whole = await median(rounds, () => open(parse()));
  const parsing = await median(rounds, async () => parse());
  const evaluation = await median(rounds, () => open(new Map(JSON.parse(compiled))));
  const memoryMb = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${name}: ${format(whole)} in all; parsing ${format(parsing)}; from a compiled document ${format(evaluation)}; resident ${memoryMb} MB`,
  );
}

type Parsed = ReadonlyMap<string, ReturnType<typeof parseEnvironment>>;

async function open(documents: Parsed): Promise<string> {
  const root = documents.get('root');
  const opened = await openEnvironment({
    name: 'root',
    document: root?.document,
    load: async (name) => documents.get(name),
    providers: {},
    mode: 'open',
  });
  return renderValue(opened.value, { format: 'json', reveal: true });
}

/** The library as the command line holds it: bundled, and with it the YAML package's quicker build. */
async function loadBundled(): Promise<typeof import('../lib/esc/index.ts')> {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  const outfile = join(folder, 'esc.mjs');
  try {
    const shared = new URL('../bin/bundling.mjs', import.meta.url).href;
    const { bundling }: { readonly bundling: BuildOptions } = await import(shared);
    await build({ ...bundling, entryPoints: ['lib/esc/index.ts'], outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Medians {
  readonly wallMs: number;
  /** Of all threads, the collector's among them: what a busy machine disturbs less. */
  readonly cpuMs: number;
}

async function median(rounds: number, work: () => Promise<unknown>): Promise<Medians> {
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await work();
    walls.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    cpus.push((user + system) / 1000);
  }
  return { wallMs: middleOf(walls), cpuMs: middleOf(cpus) };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function format({ wallMs, cpuMs }: Medians): string {
  return `${wallMs.toFixed(2)} ms (CPU ${cpuMs.toFixed(2)})`;
}
