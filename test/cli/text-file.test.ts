import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAt } from './run-command.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nightshift-text-'));
  mkdirSync(join(cwd, 'environments', 'ops', 'folder.yaml'), { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const nightshift = (...argv: readonly string[]) =>
  runAt({ cwd, env: {}, now: new Date('2026-12-21T12:00:00Z') }, ...argv);

/** As an editor on an old Windows saves it: é is one byte, which is no UTF-8. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');

const place = () => join(cwd, 'environments', 'ops', 'old.yaml');
const old = latin1('values:\r\n  # Größe\r\n  a: é\r\n');

test.each([
  ['env', 'check', 'ops/old'],
  ['env', 'get', 'ops/old'],
  ['env', 'open', 'ops/old'],
  ['env', 'set', 'ops/old', 'b', '1'],
  ['env', 'rm', '-y', 'ops/old', 'a'],
  ['run', 'ops/old', '--', 'true'],
])('%j of a file that is no UTF-8 tells the place, and the file stays as it is', async (...argv) => {
  writeFileSync(place(), old);
  expect(await nightshift(...argv)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'environments/ops/old.yaml:2:7: the file is not UTF-8 from here on; save it as UTF-8\n',
  });
  expect(readFileSync(place())).toEqual(old);
});

test('the jobs file and what it names must be UTF-8 as well', async () => {
  rmSync(join(cwd, 'environments', 'ops', 'folder.yaml'), { recursive: true });
  writeFileSync(join(cwd, 'jobs.yaml'), latin1('organization: é\n'));
  const stderr = 'jobs.yaml:1:15: the file is not UTF-8 from here on; save it as UTF-8\n';
  expect(await nightshift('jobs', 'check')).toEqual({ exitCode: 2, stdout: '', stderr });
  expect(await nightshift('schedule', 'simulate')).toEqual({ exitCode: 2, stdout: '', stderr });
});

test.each([
  [['env', 'open', 'ops/folder'], 'cannot read "environments/ops/folder.yaml": it is a folder'],
  [['jobs', 'ls'], 'cannot read "environments/ops/folder.yaml": it is a folder'],
  [['schedule', 'simulate', '--file', '.'], 'cannot read ".": it is a folder'],
])('%j says that a folder is no file', async (argv, message) => {
  writeFileSync(join(cwd, 'jobs.yaml'), 'organization: acme\n');
  expect(await nightshift(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: `nightshift: ${message}\n` });
});

test('a folder in the place of jobs.yaml stops no command that can do without', async () => {
  mkdirSync(join(cwd, 'jobs.yaml'));
  writeFileSync(place(), 'values: { a: 1 }\n');
  expect(await nightshift('run', 'ops/old', '--', 'true')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await nightshift('complete', '--', 'jobs', 'run', '')).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
});

test('a message stays one line, and steers no terminal, whatever it quotes', async () => {
  expect(await nightshift('env', 'get', 'a\n\u001b[31mb')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'nightshift: there is no environment "a \\x1b[31mb" below environments\n',
  });
  writeFileSync(place(), 'values: { "a\\nb\\e[2J": "${nothing}" , "c": "${x\\ny}" }\n');
  const { stderr } = await nightshift('env', 'check', 'ops/old');
  expect(stderr).not.toContain('\u001b');
  for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^environments\/ops\/old\.yaml:1:/);
});

test.each([
  [
    ['env', 'get', 'opps/old'],
    'nightshift: there is no environment "opps/old" below environments; did you mean "ops/old"?',
  ],
  [
    ['run', 'acme/ops/odl', 'true'],
    'nightshift: there is no environment "acme/ops/odl" below environments; did you mean "ops/old"?',
  ],
  [
    ['env', 'set', 'ops/old', 'a', '1'],
    'environments/ops/old.yaml:2:1: yaml: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
])('%j names what is wrong so that it can be found', async (argv, message) => {
  writeFileSync(place(), 'values: [\n');
  expect(await nightshift(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: `${message}\n` });
});
