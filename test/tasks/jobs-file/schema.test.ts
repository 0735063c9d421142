import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { catalog } from '../../../lib/tasks/catalog.ts';
import { renderSchema } from '../../../lib/tasks/jobs-file/schema.ts';

const accept = 'ACCEPT=1 NODE_OPTIONS=--experimental-vm-modules npx jest test/tasks/jobs-file/schema';

test('jobs.schema.json is what the code checks', () => {
  const rendered = renderSchema(catalog);
  if (process.env['ACCEPT'] !== undefined) writeFileSync('jobs.schema.json', rendered);

  const isCurrent = readFileSync('jobs.schema.json', 'utf8') === rendered;

  if (!isCurrent) throw new Error(`jobs.schema.json is out of date; write it anew: ${accept}`);
  expect(isCurrent).toBe(true);
});

test('jobs.yaml points editors to it', () => {
  expect(readFileSync('jobs.yaml', 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\/jobs\.schema\.json$/m,
  );
});

test('what a text must look like is said in words, not as a regular expression', () => {
  const wordless: string[] = [];
  JSON.parse(renderSchema(catalog), (_, value) => {
    const { pattern, patternErrorMessage } = value ?? {};
    if (typeof pattern === 'string' && patternErrorMessage === undefined) wordless.push(pattern);
    return value;
  });
  expect(wordless).toEqual([]);
});
