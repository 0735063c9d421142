import { spawn } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { nightshiftCommand, runAt } from './run-command.ts';

const shell = { cwd: tmpdir(), env: {}, now: new Date('2026-12-21T12:00:00Z') };
const nightshift = (...argv: readonly string[]) => runAt(shell, ...argv);

test.each([
  [['jbos', 'ls'], 'unknown command "jbos"; did you mean "jobs ls"?'],
  [['job', 'ls'], 'unknown command "job"; did you mean "jobs ls"?'],
  [['Jobs', 'ls'], 'unknown command "Jobs"; did you mean "jobs ls"?'],
  [['jobs', 'list'], 'unknown command "jobs list"; did you mean "jobs ls"?'],
  [['snyc', 's3://a', 's3://b'], 'unknown command "snyc"; did you mean "sync"?'],
  [['jobs', 'frobnicate'], 'unknown command "jobs frobnicate" (nightshift jobs --help lists its commands)'],
  [['foo'], 'unknown command "foo" (nightshift --help lists the commands)'],
  [[''], 'unknown command "" (nightshift --help lists the commands)'],
  [['--vesion'], 'unknown option "--vesion" before a command; did you mean "--version"?'],
  [['-x'], 'unknown option "-x" before a command (nightshift --help lists the commands)'],
  [['report'], '"report" needs one of its commands: ls, open (nightshift report --help tells more)'],
  [['trust', '-v'], '"trust" needs one of its commands: print, check (nightshift trust --help tells more)'],
])('%j is no command, and the message says which is', async (argv, message) => {
  expect(await nightshift(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: `nightshift: ${message}\n` });
});

test('a group of commands has help of its own, and help of a command is its --help', async () => {
  const group = await nightshift('jobs', '--help');
  expect(group).toMatchObject({ exitCode: 0, stderr: '' });
  expect(group.stdout).toMatch(/^Usage: nightshift jobs <command> \[options\]\n\n {2}jobs ls /);
  expect(group.stdout).not.toContain('trust print');
  expect(await nightshift('help', 'jobs')).toEqual(group);
  expect(await nightshift('help')).toEqual(await nightshift('--help'));
  expect(await nightshift('help', 'jobs', 'run')).toEqual(await nightshift('jobs', 'run', '--help'));
});

/** Runs the command line with this as its standard output. */
function writingTo(stdout: number | 'pipe', ...argv: readonly string[]) {
  const [node, ...first] = nightshiftCommand;
  const child = spawn(node, [...first, ...argv], {
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', stdout, 'pipe'],
  });
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise<{ exitCode: number | null; stderr: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stderr }));
  });
}

test('a reader that has gone away is no error', async () => {
  const asked = ['schedule', 'next', 'rate(1 minute)', '--from', '2026-01-01', '--count', '5000'];
  expect(await writingTo('pipe', ...asked)).toEqual({ exitCode: 0, stderr: '' });
});

test('output that cannot be written is told in one line', async () => {
  const full = openSync('/dev/full', constants.O_WRONLY);
  const ended = await writingTo(full, 'schedule', 'next', 'cron(0 2 * * ? *)');
  expect(ended).toEqual({ exitCode: 1, stderr: 'nightshift: cannot write the output: ENOSPC\n' });
});

test.each([
  [['jobs', 'show', 'nightly@soon'], 'run "nightly@soon": "soon" is no time: write 2026-03-06T18:00:00Z'],
  [['report', 'open', 'nightly', '--format', 'pdf'], 'option --format: "pdf" is not one of html, json, csv'],
])('%j names the argument that is wrong', async (argv, message) => {
  const { exitCode, stderr } = await nightshift(...argv);
  expect({ exitCode, message: stderr.slice(0, 'nightshift: '.length + message.length) }).toEqual({
    exitCode: 2,
    message: `nightshift: ${message}`,
  });
});
