import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const built = fileURLToPath(new URL('../../dist/nightshift.mjs', import.meta.url));

test('the built command can be executed, though npm makes it so only once', () => {
  expect(statSync(built).mode & 0o111).toBe(0o111);
  expect(execFileSync(built, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
