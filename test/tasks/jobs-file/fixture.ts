import { formatDiagnostic } from '../../../lib/model/diagnostic.ts';
import { defineTask } from '../../../lib/tasks/catalog.ts';
import { type JobsFileInput, readJobsFile } from '../../../lib/tasks/jobs-file.ts';

/** A task that needs a setting, may read a file, and has a rule of its own. */
export const copyTask = defineTask<{ from: string; to: string; list?: string; size?: number | string }>({
  definition: {
    name: 'copy',
    summary: 'copies',
    settingsSchema: {
      type: 'object',
      additionalProperties: false,
      required: ['from', 'to'],
      properties: {
        from: { type: 'string', description: 'From where.' },
        to: { type: 'string', description: 'Where to.' },
        list: { type: 'string', description: 'A file.' },
        size: {
          anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[0-9]+%$' }],
          description: 'How much.',
        },
        kind: { enum: ['fast', 'slow'], description: 'How.' },
        tags: { type: 'object', additionalProperties: { type: 'string' }, description: 'Tags.' },
      },
    },
    inlineFiles: (settings, read) =>
      settings.list === undefined ? settings : { ...settings, list: read(settings.list) },
    check: ({ from, to }) => (from === to ? [{ path: ['to'], message: 'is where it comes from' }] : []),
    statements: ({ from }) => [{ reason: 'reads', actions: ['s3:GetObject'], resources: [from] }],
  },
  entry: 'lambdas/copy.ts',
  timeoutSeconds: 120,
  memoryMb: 512,
});

export const idleTask = defineTask<object>({
  definition: {
    name: 'idle',
    summary: 'does nothing',
    settingsSchema: { type: 'object', additionalProperties: false, properties: {} },
    statements: () => [],
  },
  entry: 'lambdas/idle.ts',
  timeoutSeconds: 30,
  memoryMb: 128,
});

export const valid = `# A comment.
organization: acme
defaults: { region: eu-central-1, retry: { attempts: 2 } }
issuer:
  domain: issuer.acme.example
  certificateArn: arn:aws:acm:eu-central-1:123456789012:certificate/1-2
alarms:
  emails: [ops@acme.example]
jobs:
  nightly:
    description: Copies
    schedule: cron(0 2 * * ? *)
    environment: ops/backup
    task:
      copy: { from: a, to: b, tags: { Team: "red" } }
    timeoutSeconds: 60
  morning:
    schedule: { expression: rate(5 minutes), timezone: Europe/Berlin, start: 2027-01-01T00:00, flexibleWindowMinutes: 5 }
    environment: ops/idle
    role: existing
    task: { idle: {} }
`;

/** Reads a jobs file with the two tasks above. */
export function read(text: string, more: Partial<JobsFileInput> = {}) {
  return readJobsFile({
    text,
    file: 'jobs.yaml',
    tasks: [copyTask, idleTask],
    read: (path) => `text of ${path}`,
    environments: ['ops/backup', 'ops/idle'],
    now: new Date('2026-11-21T08:00:00Z'),
    ...more,
  });
}

/** The diagnostics as a person sees them. */
export function messages(text: string, more: Partial<JobsFileInput> = {}): string[] {
  return read(text, more).diagnostics.map(formatDiagnostic);
}
