import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { RunnerVerb } from './esc-runner.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = process.env['NIGHTSHIFT_SHARED'] ?? join(root, '..', 'shared');
const suite = join(shared, 'esc-conformance', 'run');
const minutes = 60_000;

if (existsSync(suite)) {
  describe('the conformance suite of Pulumi ESC', () => {
    let folder = '';

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'esc-conformance-'));
      await bundle(folder);
    }, 2 * minutes);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test(
      'passes with the command line: values, redaction, checking, dotenv, string and places',
      async () => {
        const command = `node ${join(folder, 'nightshift.mjs')}`;
        const flags = '--as {name} --context {context}';

        const outcome = await run([
          '--positions',
          ...['--cmd', `${command} env open {file} ${flags} --format json`],
          ...['--check-cmd', `${command} env check {file} ${flags}`],
          ...['--redacted-cmd', `${command} env open {file} ${flags} --redact`],
          ...['--dotenv-cmd', `${command} env open {file} ${flags} --format dotenv`],
          ...['--string-cmd', `${command} env open {file} ${flags} --format string`],
        ]);

        expect(outcome).toMatch(/^\d+ passed, 0 failed/m);
      },
      15 * minutes,
    );

    test(
      'passes with the test providers and the test cipher',
      async () => {
        const command = (verb: RunnerVerb) =>
          `node ${join(folder, 'esc-runner.mjs')} env ${verb} {file} --as {name} --context {context}`;

        const outcome = await run([
          '--positions',
          ...['--skip-tags', '', '--only-tags', 'provider:test,ciphertext'],
          ...['--cmd', command('open')],
          ...['--check-cmd', command('check')],
          ...['--redacted-cmd', `${command('open')} --redact`],
        ]);

        expect(outcome).toMatch(/^14 passed, 0 failed/m);
      },
      5 * minutes,
    );
  });
} else {
  describe('the conformance suite of Pulumi ESC', () => {
    test.skip(`skipped: there is no ${suite}; NIGHTSHIFT_SHARED names the folder that holds it`, () => {});
  });
}

async function bundle(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { nightshift: 'bin/nightshift.ts', 'esc-runner': 'test/conformance/esc-runner.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** What the suite's runner prints: the failures, and last how many passed. */
async function run(options: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(suite, ['--jobs', '2', ...options], { maxBuffer: 1e8 });
    return stdout;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}
