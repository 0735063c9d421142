/**
 * Copies from bucket to bucket on one versitygw, paired and interleaved with s5cmd and rclone, each result checked key by
 * key. `npx tsx bench/copy.ts [small] [noop] [medium] [million] [big]` writes the table to bench/RESULTS.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { backUpReally, inventory, makeBuckets, openUploads, put } from '../test/real/s3-runs.ts';
import { type S3Server, startVersitygw } from '../test/real/s3-server.ts';
import { bigObject } from './copy-big.ts';
import { millionKeys } from './copy-million.ts';
import { mergeTables, type Row, renderTable } from './copy-report.ts';
import { type Measured, makeTools, type Tool } from './copy-tools.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
/** Versitygw closes each connection unless told otherwise; AWS does not. */
const KEEP_ALIVE = process.env['BENCH_KEEP_ALIVE'] !== 'no';
const HOW = KEEP_ALIVE ? '' : ', a connection a call';
const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

async function fill(
  server: S3Server,
  prefix: string,
  { count, bytes }: { count: number; bytes: number },
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const body = Buffer.alloc(bytes, `log line ${index} `);
      await put(server, `${prefix}2026/11/20/log-${String(index).padStart(6, '0')}.gz`, body);
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  // Objects that are seconds old are looked at twice by the engine; logs are older.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

/** Each tool once a round, in turn, into a prefix of its own; `again` copies a second time into the same one. */
async function interleave(
  server: S3Server,
  tools: readonly Tool[],
  from: string,
): Promise<{ cold: Row[]; again: Row[] }> {
  const cold = new Map<string, Measured[]>();
  const again = new Map<string, Measured[]>();
  const flaws = new Map<string, string>();
  const wanted = await inventory(server, 'logs', from);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const tool of tools) {
      const to = `${from}round-${round}-${tool.name.replace(/\W+/g, '-')}/`;
      append(cold, tool, await tool.copy(`s3://logs/${from}`, `s3://vault/${to}`));
      append(again, tool, await tool.copy(`s3://logs/${from}`, `s3://vault/${to}`));
      const found = await inventory(server, 'vault', to);
      if (!equal(wanted, found)) flaws.set(tool.name, `no: ${found.size} of ${wanted.size} keys right`);
      await backUpReally({
        server,
        settings: { source: 's3://logs/empty', destination: `s3://vault/${to}`, delete: true },
      });
    }
  }
  const rows = (runs: Map<string, Measured[]>): Row[] =>
    tools.map(({ name }) => {
      const flaw = flaws.get(name);
      return { tool: name, runs: runs.get(name) ?? [], ...(flaw === undefined ? {} : { flaw }) };
    });
  return { cold: rows(cold), again: rows(again) };
}

function append(runs: Map<string, Measured[]>, { name }: Tool, measured: Measured): void {
  if (measured.exitCode !== 0)
    console.error(`${name}: exit ${measured.exitCode}: ${measured.output.slice(0, 300)}`);
  runs.set(name, [...(runs.get(name) ?? []), measured]);
}

function equal(one: Map<string, string>, other: Map<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

async function small(wants: (name: string) => boolean): Promise<string[]> {
  const server = await startVersitygw('/dev/shm', { keepAlive: KEEP_ALIVE });
  try {
    await makeBuckets(server);
    const tables: string[] = [];
    const tools = makeTools(server);
    if (wants('small')) {
      await fill(server, 'small/', { count: 10_000, bytes: 4_096 });
      const { cold, again } = await interleave(server, tools, 'small/');
      tables.push(
        renderTable('10,000 × 4 KiB, cold', cold),
        renderTable('10,000 × 4 KiB, nothing changed', again),
      );
    }
    if (wants('medium')) {
      await fill(server, 'medium/', { count: 1_000, bytes: 1_048_576 });
      const { cold } = await interleave(server, tools, 'medium/');
      tables.push(renderTable(`1,000 × 1 MiB, cold${HOW}`, cold));
    }
    console.error(`open uploads: ${await openUploads(server)}`);
    return tables;
  } finally {
    await server.stop();
  }
}

/** The peers at their versions, and the command as the code stands. */
function prepare(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(fileURLToPath(new URL('./peers.sh', import.meta.url)), { stdio: 'inherit' });
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: root, stdio: 'inherit' });
}

function complain(error: unknown): readonly string[] {
  console.error(error);
  process.exitCode = 1;
  return [];
}

const wanted = process.argv.slice(2);
const wants = (name: string) => wanted.length === 0 || wanted.includes(name);
prepare();
const startedAt = Date.now();
const tables: string[] = [];
const parts: readonly (readonly [boolean, () => Promise<readonly string[]>])[] = [
  [wants('small') || wants('medium'), () => small(wants)],
  [wants('million'), async () => [await millionKeys()]],
  [wants('big'), async () => [await bigObject()]],
];
for (const [isWanted, measurePart] of parts) {
  // What was measured is worth keeping when a later part fails.
  if (isWanted) tables.push(...(await measurePart().catch(complain)));
}
const [cpu] = cpus();
const heading = `## Copies

${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${cpu?.model ?? 'cpu'}; versitygw 1.8.0, s5cmd 2.3.0, rclone 1.75.1; clients and
server share the machine, plain HTTP on loopback with keep-alive, ${ROUNDS} interleaved rounds (big: four; million: one). Walls swing with what
else runs; the ratios are medians of paired rounds. "right": every key, size and ETag of the copy was compared with the
source. All of it took ${Math.round((Date.now() - startedAt) / 1_000)} s. Written by \`npx tsx bench/copy.ts\`.`;
const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
writeFileSync(RESULTS, mergeTables(before, { mark: 'copies', heading, tables }));
console.log(tables.join('\n'));
