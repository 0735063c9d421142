import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, jest, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { buildApp } from '../../lib/cdk/app.ts';
import { appInputOf } from '../../lib/cdk/app-input.ts';
import { production } from '../../lib/cdk/local-differences.ts';
import { loadEvaluatedProject } from '../../lib/cli/project.ts';
import { encryptSecrets } from '../../lib/esc/index.ts';
import { catalog } from '../../lib/tasks/catalog.ts';
import { ACCOUNT, NOW, REGION, stubCode } from './support/app.ts';

jest.setTimeout(120_000);

const CANARY = 'canary-7f3a91c2';
const here = process.cwd();
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('a plaintext secret in a job’s environment stops synthesis, and tells where it is and what to do', async () => {
  const root = exampleProject();
  const environment = withSecret(root, 'inventory', `    fn::secret: ${CANARY}\n`);

  const { exitCode, stderr } = await synthesizeIn(root);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    new RegExp(
      `^environments/ops/inventory\\.yaml:${environment.line}:5: .*plaintext secret; encrypt it: nightshift env encrypt ops/inventory`,
      'm',
    ),
  );
  expect(stderr).not.toContain(CANARY);
  expect(readdirSync(root)).not.toContain('cdk.out');
});

test('no template and no asset holds an encrypted secret’s text, and the functions’ data holds its ciphertext', async () => {
  const root = exampleProject();
  const { file, text } = withSecret(root, 'inventory', `    fn::secret: ${CANARY}\n`);
  const encrypted = await encryptSecrets(text, async (plaintext) =>
    Buffer.from(plaintext).map((byte) => byte ^ 0x5a),
  );
  writeFileSync(file, encrypted.text);
  const { jobsFile, environments } = await loadEvaluatedProject({
    cwd: root,
    now: new Date('2026-11-21T08:00:00Z'),
  });
  const compile = (name: string) => environments.get(name)?.document;
  const input = appInputOf({ root, jobsFile, environments, catalog, compile }, join(root, 'bundles'));

  const app = new App({ outdir: join(root, 'cdk.out') });
  // One task bundled for real: its data file is made as all others are.
  const code = {
    ...stubCode,
    task: (name: string) => (name === 'list-buckets' ? input.code.task(name) : stubCode.task(name)),
  };
  buildApp(app, {
    input: { ...input, code },
    differences: production,
    place: { account: ACCOUNT, region: REGION },
    now: NOW,
  });
  app.synth();

  const written = [...filesBelow(join(root, 'bundles')), ...filesBelow(join(root, 'cdk.out'))];
  const data = readFileSync(join(root, 'bundles/list-buckets/jobs.json'), 'utf8');
  const [, ciphertext = 'none'] = /ciphertext: ["']?([\w+/=]+)/.exec(encrypted.text) ?? [];
  expect(written.length).toBeGreaterThan(5);
  expect(data).toContain(ciphertext);
  for (const path of written) {
    const bytes = readFileSync(path);
    for (const secret of [
      CANARY,
      Buffer.from(CANARY).toString('base64'),
      Buffer.from(CANARY).toString('hex'),
    ])
      expect([path, bytes.includes(secret)]).toEqual([path, false]);
  }
});

/** The example project in a folder of its own, with this repository's sources. */
function exampleProject(): string {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-synth-'));
  folders.push(root);
  for (const name of [
    'environments',
    'holidays',
    'queries',
    'jobs.yaml',
    'cdk.json',
    'package.json',
    'tsconfig.json',
  ])
    cpSync(join(here, name), join(root, name), { recursive: true });
  for (const name of ['bin', 'lib', 'lambdas', 'node_modules'])
    symlinkSync(join(here, name), join(root, name));
  return root;
}

/** Puts a value `token` at the head of an environment's values. */
function withSecret(root: string, name: string, secret: string) {
  const file = join(root, 'environments/ops', `${name}.yaml`);
  const text = readFileSync(file, 'utf8').replace('values:\n', `values:\n  token:\n${secret}`);
  writeFileSync(file, text);
  return { file, text, line: text.split('\n').findIndex((line) => line.includes('fn::secret')) + 1 };
}

/** What the CDK's command line runs, `app` of `cdk.json`. */
function synthesizeIn(cwd: string): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const tsx = pathToFileURL(join(here, 'node_modules/tsx/dist/loader.mjs')).href;
  const env = { ...process.env, NODE_OPTIONS: '', CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: REGION };
  return new Promise((resolve) => {
    const args = ['--import', tsx, join(here, 'bin/app.ts')];
    const child = execFile(process.execPath, args, { cwd, env }, (_error, _stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stderr });
    });
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
