import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const JOB = 'short-backup';
/** Copies that one invocation has under way at most. */
export const AT_ONCE = 1;
const CODE = ['bin', 'lambdas', 'lib', 'node_modules', 'cdk.json', 'package.json', 'tsconfig.json'];

/**
 * What anybody could write: an invocation may take five seconds and makes one call at a time, two for each object, so that
 * a backup of some thousand objects takes many.
 */
const JOBS = `organization: acme
defaults:
  region: eu-central-1
jobs:
  ${JOB}:
    schedule: cron(0 2 * * ? *)
    environment: ops/backup
    timeoutSeconds: 5
    retry: { attempts: 10, backoff: 5m }
    task:
      backup-logs:
        source: s3://acme-app-logs/app/
        destination: s3://acme-app-logs-backup/app/
        partition: yyyy/MM/dd
        concurrency: ${AT_ONCE}
        keepRetention: true
`;

/** A project with the app's code and a job of its own; its folder, which the caller removes. */
export function makeShortProject(appRoot: string): string {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-short-'));
  for (const name of CODE) symlinkSync(join(appRoot, name), join(root, name));
  cpSync(join(appRoot, 'environments'), join(root, 'environments'), { recursive: true });
  writeFileSync(join(root, 'jobs.yaml'), JOBS);
  const home = join(root, '.nightshift');
  mkdirSync(home, { mode: 0o700 });
  // Where the app's own stack has the emulator installed, this one uses it, too.
  const venv = join(appRoot, '.nightshift/venv');
  if (existsSync(venv)) symlinkSync(venv, join(home, 'venv'));
  return root;
}
