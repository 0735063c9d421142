import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('opening a compiled document needs no YAML parser and at most 52 kB', async () => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `export { openEnvironment, environmentVariables, hasErrors } from './lib/esc/index.ts';`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    treeShaking: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });

  const packages = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([path, { bytesInOutput }]) => path.includes('node_modules') && bytesInOutput > 0)
    .map(([path]) => path.replace(/^.*node_modules\/([^/]+)\/.*$/, '$1'));
  expect([...new Set(packages)]).toEqual(['fastest-levenshtein']);
  expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(52_000);
  process.stdout.write(`evaluation alone, minified: ${outputFiles[0]?.contents.length} bytes\n`);
});
