import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Folders, makeFolders } from '../../lib/local/folders.ts';
import { takeLock } from '../../lib/local/lock.ts';

let root: string;
let folders: Folders;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nightshift-lock-'));
  folders = makeFolders(root);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the lock', () => {
  test('is taken once, and free again when it was given back', () => {
    const release = takeLock(folders);
    expect(readFileSync(join(folders.home, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    release();
    takeLock(folders)();
  });

  test('of a running process stops a second start, and names it', () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
    writeFileSync(join(folders.home, 'lock'), `${other.pid}\n`);
    expect(() => takeLock(folders)).toThrow(`already running here (process ${other.pid})`);
    other.kill();
  });

  test.each(['999999999\n', 'nonsense', ''])('that is stale is cleaned: %j', (content) => {
    writeFileSync(join(folders.home, 'lock'), content);
    takeLock(folders)();
  });
});
