import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundleFolder } from '../../lib/cdk/bundle-folder.ts';

test('a synthesis clears what killed ones left, and keeps apart from one that runs', () => {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-bundles-'));
  const home = join(root, '.nightshift/bundles');
  for (const name of ['11', '22', 'notes']) mkdirSync(join(home, name, 'issue-token'), { recursive: true });

  const folder = bundleFolder({ root, pid: 33, isAlive: (pid) => pid === 22 });

  expect(folder).toBe(join(home, '33'));
  expect(readdirSync(home).sort()).toEqual(['22', 'notes']);
  rmSync(root, { recursive: true });
});

test('the first synthesis of a project finds nothing to clear', () => {
  const root = join(tmpdir(), 'nightshift-nowhere');

  expect(bundleFolder({ root, pid: 33, isAlive: () => true })).toBe(join(root, '.nightshift/bundles/33'));
});
