import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appInputOf } from '../../lib/cdk/app-input.ts';
import { loadEvaluatedProject } from '../../lib/cli/project.ts';
import { catalog } from '../../lib/tasks/catalog.ts';
import { NOW } from './support/app.ts';

const jobs = `organization: acme
pulumiCloud: { organization: cloud-acme, accessAs: "team:ops" }
jobs:
  inventory:
    schedule: rate(1 day)
    environment: pulumi://cloud-acme/ops/inventory@3
    task: { list-buckets: {} }
`;
let root: string;
let bundle: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'nightshift-bundle-'));
  for (const folder of ['environments', 'lambdas', 'lib', 'package.json'])
    cpSync(folder, join(root, folder), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'jobs.yaml'), jobs);
  const { jobsFile, environments } = await loadEvaluatedProject({ cwd: root, now: NOW });
  const compile = (name: string) => environments.get(name)?.document;
  const project = { root, jobsFile, environments, catalog, compile };
  appInputOf(project, join(root, 'out')).code.task('list-buckets');
  bundle = join(root, 'out', 'list-buckets');
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a function knows where its environment is kept and as whom to ask, and nothing of the document', () => {
  const { jobs: found, documents } = JSON.parse(readFileSync(join(bundle, 'jobs.json'), 'utf8'));

  expect(documents).toEqual({});
  expect(found.inventory.cloud).toEqual({
    organization: 'cloud-acme',
    project: 'ops',
    name: 'inventory',
    version: '3',
    url: 'https://api.pulumi.com',
    accessAs: 'team:ops',
  });
  expect(found.inventory.sessionPolicy).toBeUndefined();
});

test('what only Pulumi Cloud needs is in a chunk of its own, which a run loads when it is called for', () => {
  const chunks = readdirSync(bundle).filter((file) => file.endsWith('.mjs'));
  const holding = chunks.filter((file) =>
    readFileSync(join(bundle, file), 'utf8').includes('urn:ietf:params:oauth'),
  );

  expect(holding).toHaveLength(1);
  const [chunk = ''] = holding;
  const importing = chunks.filter((file) => {
    const text = readFileSync(join(bundle, file), 'utf8');
    return new RegExp(`(from|import)\\s*"\\./${chunk.replaceAll('.', '\\.')}"`).test(text);
  });
  expect(importing).toEqual([]);
  expect(readFileSync(join(bundle, 'index.mjs'), 'utf8')).not.toContain('urn:ietf:params:oauth');
});
