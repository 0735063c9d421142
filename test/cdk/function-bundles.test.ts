import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleEntry } from '../../lib/cdk/bundle.ts';
import { withPlainKeys } from '../../lib/cdk/shakeable-client.ts';

const HELPERS = ['backup-ports.ts', 'log.ts', 'task-handler.ts', 'variable.ts'];
const functions = readdirSync('lambdas')
  .filter((file) => file.endsWith('.ts') && !HELPERS.includes(file))
  .map((file) => file.replace('.ts', ''));
const stoodIn = ['crypto', 'fs', 'fs/promises', 'http', 'https', 'process', 'util', 'zlib'];
/** What a deployment sets. */
const names = 'JOB LEDGER STATE_BUCKET DEAD_LETTERS ENVIRONMENT KEY_ID KEY_IDS ISSUER_URL TOPIC STACK'.split(
  ' ',
);
const variables = {
  AWS_REGION: 'eu-central-1',
  ...Object.fromEntries(names.map((name) => [`NIGHTSHIFT_${name}`, 'e'])),
};
const data = JSON.stringify({ organization: 'acme', environments: { e: { imports: [] } } });
let out: string;

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'nightshift-bundles-'));
  for (const name of functions)
    bundleEntry({ root: process.cwd(), entry: `lambdas/${name}.ts`, folder: join(out, name) });
}, 120_000);

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The modules that a start reads, each as its text. */
function loaded(name: string): readonly string[] {
  const texts = new Map<string, string>();
  const visit = (file: string): void => {
    if (texts.has(file)) return;
    const text = readFileSync(join(out, name, file), 'utf8');
    texts.set(file, text);
    for (const [, next = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.mjs)"/g)) visit(next);
  };
  visit('index.mjs');
  return [...texts.values()];
}

describe('the functions’ bundles', () => {
  test.each(functions)('%s imports no built-in module whose import is slow', (name) => {
    const slow = new RegExp(`(from|import\\()\\s*"(node:)?(${stoodIn.join('|')})"`);
    const texts = readdirSync(join(out, name)).map((file) => readFileSync(join(out, name, file), 'utf8'));

    expect(texts.filter((text) => slow.test(text))).toEqual([]);
  });

  test('a start reads one module', () => {
    expect(functions.map((name) => loaded(name).length)).toEqual(functions.map(() => 1));
  });

  test.each(functions)('every chunk of %s finds what it shares with the others', (name) => {
    const chunks = readdirSync(join(out, name)).map((file) => `await import('./${file}');`);
    writeFileSync(join(out, name, 'all.mjs'), chunks.join('\n'));
    for (const file of ['jobs', 'notify', 'issuer']) writeFileSync(join(out, name, `${file}.json`), data);
    const env = { ...process.env, NODE_OPTIONS: '', ...variables };
    execFileSync(process.execPath, [join(out, name, 'all.mjs')], { env, stdio: 'pipe' });
  });

  test.each(['backup-logs', 'list-buckets'])('%s begins without the SDK', (name) => {
    expect(loaded(name).filter((text) => text.includes('aws-sdk-js'))).toEqual([]);
  });
});

test.each(stoodIn)('what stands in for node:%s is of that very module', async (name) => {
  const real = process.getBuiltinModule(`node:${name}`) ?? {};
  const { default: whole, ...named } = await import(`../../lambdas/builtins/${name.replace('/', '-')}.ts`);

  expect(whole).toBe(real);
  for (const [exported, value] of Object.entries(named)) expect(value).toBe(Reflect.get(real, exported));
});

test('of EC2’s schemas a function has those of the commands that it sends', () => {
  const texts = loaded('stop-instances').join('');

  expect(texts).toContain('StopInstances');
  expect(texts).not.toContain('TerminateClientVpnConnections');
  expect(texts.length).toBeLessThan(400_000);
});

test('a key that a constant tells is said as its text, and any other stays', () => {
  const text = 'const _a = "alpha";\nvar x = { [_a]: 1, [_b]: 2, c: [_a] };\n';

  expect(withPlainKeys(text)).toBe('const _a = "alpha";\nvar x = { "alpha": 1, [_b]: 2, c: [_a] };\n');
});
