import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { catalog } from '../../../lib/tasks/catalog.ts';
import { closureOf } from '../../../lib/tasks/jobs-file/environment-rules.ts';
import { loadProject, readEnvironments } from '../../../lib/tasks/jobs-file/load-project.ts';

const root = process.cwd();
const disk = {
  isFolder: (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  isFile: (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  listFiles: (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }),
  readText: (path: string) => readFileSync(path, 'utf8'),
};
const environments = readEnvironments({ root, disk });
const { jobsFile, diagnostics } = loadProject({
  root,
  disk,
  tasks: catalog,
  environments,
  now: new Date('2026-11-21T08:00:00Z'),
});

test('the example project is right, without a warning', () => {
  expect(diagnostics).toEqual([]);
  expect(jobsFile?.organization).toBe('acme');
  expect(jobsFile?.jobs.map(({ name, task }) => [name, task.name])).toEqual([
    ['nightly-log-backup', 'backup-logs'],
    ['evening-shutdown', 'stop-instances'],
    ['morning-error-report', 'error-report'],
    ['heartbeat', 'put-metric-data'],
    ['bucket-inventory', 'list-buckets'],
  ]);
});

test('each example job has an environment, and so a role, of its own', () => {
  const used = jobsFile?.jobs.map(({ environment }) => environment) ?? [];
  const roles = used.flatMap((name) => closureOf(name, environments).flatMap(({ logins }) => logins));

  expect(new Set(used).size).toBe(5);
  expect(new Set(roles.map(({ roleArn }) => roleArn)).size).toBe(5);
});

test("each example environment is the documents' own, but for the role", () => {
  const documented = (role: string) => ({
    values: {
      aws: {
        login: {
          'fn::open::aws-login': {
            oidc: { duration: '1h', roleArn: role, sessionName: 'pulumi-environments-session' },
          },
        },
      },
      environmentVariables: {
        AWS_ACCESS_KEY_ID: '${aws.login.accessKeyId}',
        AWS_SECRET_ACCESS_KEY: '${aws.login.secretAccessKey}',
        AWS_SESSION_TOKEN: '${aws.login.sessionToken}',
      },
    },
  });

  for (const { logins, text } of environments.values()) {
    expect(parse(text)).toEqual(documented(logins[0]?.roleArn ?? ''));
  }
});
