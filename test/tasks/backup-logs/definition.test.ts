import { Ajv } from 'ajv';
import { backupLogsDefinition } from '../../../lib/tasks/backup-logs/definition.ts';
import type { BackupLogsSettings } from '../../../lib/tasks/backup-logs/settings.ts';

const PLACE = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const BASE: BackupLogsSettings = { source: 's3://logs/app/', destination: 's3://vault/copy' };

function check(settings: Partial<BackupLogsSettings>) {
  return backupLogsDefinition.check?.({ ...BASE, ...settings }) ?? [];
}

function granted(settings: Partial<BackupLogsSettings> = {}): string[] {
  return backupLogsDefinition
    .statements({ ...BASE, ...settings }, PLACE)
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    )
    .sort();
}

describe('settings', () => {
  const validate = new Ajv({
    strict: true,
    allowUnionTypes: true,
    formats: { 'time-zone': true },
    keywords: ['patternErrorMessage'],
  }).compile(backupLogsDefinition.settingsSchema);

  test.each([
    [BASE, true],
    [{ ...BASE, delete: true, maxDelete: '10%' }, true],
    [{ ...BASE, delete: true, maxDelete: '110%' }, false],
    [{ ...BASE, compare: 'mtime' }, false],
    [{ ...BASE, destinaton: 'x' }, false],
    [{ source: 's3://a' }, false],
  ])('%j', (settings, isValid) => {
    expect(validate(settings)).toBe(isValid);
  });

  test.each<[Partial<BackupLogsSettings>, string]>([
    [{ source: 'logs/app' }, 'no S3 address'],
    [{ source: 's3://Logs/app' }, 'no bucket name'],
    [{ destination: 's3://x--x-s3/app' }, 'directory bucket'],
    [{ destination: 's3://logs/app/backup' }, 'overlap'],
    [{ destination: 's3://logs' }, 'overlap'],
    [{ maxDelete: 3 }, 'means nothing without'],
    [{ lookbackDays: 3 }, 'means nothing without'],
  ])('%j is refused', (settings, message) => {
    expect(check(settings)).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  test('two folders of one bucket may be source and destination', () => {
    expect(check({ destination: 's3://logs/app2' })).toEqual([]);
  });
});

describe('statements', () => {
  test('name exact buckets, prefixes and actions, and delete nothing', () => {
    expect(granted()).toEqual([
      's3:AbortMultipartUpload arn:aws:s3:::vault/copy/*',
      's3:GetObject arn:aws:s3:::logs/app/*',
      's3:GetObject arn:aws:s3:::vault/copy/*',
      's3:GetObjectTagging arn:aws:s3:::logs/app/*',
      's3:ListBucket arn:aws:s3:::logs',
      's3:ListBucket arn:aws:s3:::vault',
      's3:ListBucketMultipartUploads arn:aws:s3:::vault',
      's3:ListMultipartUploadParts arn:aws:s3:::vault/copy/*',
      's3:PutObject arn:aws:s3:::vault/copy/*',
      's3:PutObjectTagging arn:aws:s3:::vault/copy/*',
    ]);
  });

  test('listing is bound to the prefix, whose special characters mean themselves', () => {
    const conditions = backupLogsDefinition
      .statements({ ...BASE, source: 's3://logs/what?*/' }, PLACE)
      .flatMap((statement) => (statement.conditions === undefined ? [] : [statement.conditions]));

    expect(conditions).toEqual([
      { StringLike: { 's3:prefix': 'what${?}${*}/*' } },
      { StringLike: { 's3:prefix': 'copy/*' } },
    ]);
  });

  test('deleting, keys and retention are granted only where the settings ask for them', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/k';

    expect(granted({ delete: true })).toContain('s3:DeleteObject arn:aws:s3:::vault/copy/*');
    expect(granted({ sseKmsKeyArn: key })).toContain(`kms:GenerateDataKey ${key}`);
    expect(granted({ keepRetention: true })).toContain('s3:PutObjectRetention arn:aws:s3:::vault/copy/*');
    expect(granted().join()).not.toMatch(/Delete|kms|Retention/);
  });

  test('every statement says why', () => {
    for (const { reason } of backupLogsDefinition.statements({ ...BASE, delete: true }, PLACE))
      expect(reason.length).toBeGreaterThan(20);
  });
});
