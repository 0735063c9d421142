import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { main } from '../../lib/cli/main.ts';

/** Makes a project of these files in a folder of its own, for as long as the work takes. */
export async function inProject<T>(
  files: Readonly<Record<string, string>>,
  work: (root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-jobs-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs one command line as a person would, on a Friday afternoon. */
export async function nightshift(cwd: string, ...argv: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exitCode = await main({
    argv,
    env: { XDG_RUNTIME_DIR: cwd },
    cwd,
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date('2026-03-06T17:00:00Z'),
    fetch,
    exitCode: 0,
  });
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** An environment whose role the app makes. */
export const environment = (role: string) => `values:
  aws:
    login:
      fn::open::aws-login:
        oidc: { duration: 1h, roleArn: "arn:aws:iam::\${context.aws.account}:role/${role}", sessionName: s }
`;

/** Two jobs that share nothing. */
export const twoJobs = `organization: acme
jobs:
  inventory:
    schedule: cron(30 5 * * ? *)
    environment: ops/inventory
    task: { list-buckets: {} }
  heartbeat:
    schedule: rate(5 minutes)
    environment: ops/metrics
    task: { put-metric-data: { namespace: N, data: [{ metricName: M, value: 1 }] } }
`;

/** The files of a right project. */
export const project = {
  'jobs.yaml': twoJobs,
  'environments/ops/inventory.yaml': environment('inventory'),
  'environments/ops/metrics.yaml': environment('metrics'),
};
