import { execFile, spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { inProject, project } from './jobs-project.ts';
import { nightshiftCommand, runAt } from './run-command.ts';

const now = new Date('2026-03-06T17:00:00Z');

async function complete(...words: readonly string[]): Promise<readonly string[]> {
  return inProject(project, async (cwd) => {
    const { stdout } = await runAt({ cwd, env: {}, now }, 'complete', '--', ...words);
    return stdout.split('\n').filter((line) => line !== '');
  });
}

describe('completing', () => {
  test.each([
    ['a command', ['sched'], ['schedule']],
    ['its second word', ['schedule', ''], ['explain', 'next', 'simulate']],
    ['an alias', ['op'], ['open']],
    ['an environment', ['env', 'get', 'ops/'], ['ops/inventory', 'ops/metrics']],
    [
      'an environment behind an option with a value',
      ['run', '--region', 'eu-west-1', 'ops/i'],
      ['ops/inventory'],
    ],
    ['a job', ['jobs', 'run', 'heart'], ['heartbeat']],
    ['an option', ['env', 'set', 'ops/x', 'a', '--se'], ['--secret']],
    ["an option's value", ['env', 'open', 'ops/x', '--format', 'd'], ['detailed', 'dotenv']],
    ['a project', ['env', 'ls', '-p', ''], ['ops']],
    ['a shell', ['completion', ''], ['bash', 'fish', 'zsh']],
  ])('offers %s', async (_, words, candidates) => {
    expect(await complete(...words)).toEqual(candidates);
  });

  test.each([
    ['the command of run', ['run', 'ops/inventory', '--', 'l']],
    ['what nobody knows', ['nonsense', '']],
    ['itself', ['comple', 'x']],
  ])('leaves %s to the shell', async (_, words) => {
    expect(await complete(...words)).toEqual([]);
  });

  test('never lists what only programs call', async () => {
    expect(await complete('compl')).toEqual(['completion']);
  });
});

test('refuses a shell that it has no script for', async () => {
  expect(await runAt({ cwd: '.', env: {}, now }, 'completion', 'tcsh')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'nightshift: "tcsh" is none of bash, zsh, fish\n',
  });
});

const shells = [
  [
    'bash',
    'COMP_WORDS=(nightshift env get ops/); COMP_CWORD=3; _nightshift; printf "%s\\n" "${COMPREPLY[@]}"; complete -p nightshift',
    'ops/inventory\nops/metrics\ncomplete -o default -F _nightshift nightshift\n',
  ],
  [
    'zsh',
    'compdef() { : }; compadd() { print -l -- "${(@)found}" }; words=(nightshift env get ops/); CURRENT=4; _nightshift',
    'ops/inventory\nops/metrics\n',
  ],
  ['fish', 'complete -C "nightshift env get ops/"', 'ops/inventory\nops/metrics\n'],
] as const;

describe('the script', () => {
  for (const [shell, work, printed] of shells) {
    const isHere = spawnSync(shell, ['--version']).error === undefined;
    (isHere ? test : test.skip)(`makes ${shell} itself complete`, async () => {
      const { stdout: script } = await runAt({ cwd: '.', env: {}, now }, 'completion', shell);
      const call = nightshiftCommand.map((word) => `'${word}'`).join(' ');
      const define =
        shell === 'fish' ? `function nightshift; ${call} $argv; end` : `nightshift() { ${call} "$@"; }`;

      const output = await inProject(project, (cwd) => inShell(shell, `${define}\n${script}\n${work}`, cwd));

      expect(output).toBe(printed);
    });
  }
});

function inShell(shell: string, script: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'], HOME: cwd, NODE_NO_WARNINGS: '1' };
    execFile(shell, ['-c', script], { cwd, env }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
