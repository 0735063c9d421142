/**
 * Medians of opening an environment in one warm process: parse, evaluate and export.
 *
 *   npx tsx bench/esc.ts FOLDER      (FOLDER holds small/ and large/, each with a root.yaml)
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEnvironment, parseEnvironment, renderValue } from '../lib/esc/index.ts';

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
    `${name}: ${whole.toFixed(2)} ms in all; parsing ${parsing.toFixed(2)} ms; from a compiled document ${evaluation.toFixed(2)} ms; resident ${memoryMb} MB`,
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

async function median(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0;
}
