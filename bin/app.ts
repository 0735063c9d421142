import { rmSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/cdk/app.ts';
import { appInputOf } from '../lib/cdk/app-input.ts';
import { bundleFolder } from '../lib/cdk/bundle-folder.ts';
import { local, production } from '../lib/cdk/local-differences.ts';
import { loadEvaluatedProject } from '../lib/cli/project.ts';
import { formatDiagnostic } from '../lib/model/diagnostic.ts';
import { DocumentError } from '../lib/model/errors.ts';
import { catalog } from '../lib/tasks/catalog.ts';

const now = new Date();
let bundles: string | undefined;

try {
  const { root, jobsFile, environments } = await loadEvaluatedProject({
    cwd: process.cwd(),
    account: process.env['CDK_DEFAULT_ACCOUNT'],
    now,
  });
  const project = {
    root,
    jobsFile,
    environments,
    catalog,
    compile: (name: string) => environments.get(name)?.document,
  };
  const app = new App();
  bundles = bundleFolder({ root, pid: process.pid, isAlive });
  const isLocal = app.node.tryGetContext('nightshift:local') === 'true';
  const place = {
    account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '',
    region: jobsFile.region ?? process.env['CDK_DEFAULT_REGION'] ?? '',
  };
  buildApp(app, {
    input: appInputOf(project, bundles),
    differences: isLocal ? local : production,
    place: Object.fromEntries(Object.entries(place).filter(([, value]) => value !== '')),
    now,
  });
  app.synth();
} catch (error) {
  if (!(error instanceof DocumentError)) throw error;
  for (const diagnostic of error.diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  process.exitCode = 2;
} finally {
  // Their copies in the cloud assembly are what is deployed.
  if (bundles !== undefined) rmSync(bundles, { recursive: true, force: true });
}

/** Signal 0 asks only whether there is such a process; one of somebody else's refuses, and lives. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
