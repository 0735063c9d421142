import type { AwsPlace, Statement } from '../../model/statement.ts';
import type { SettingsMistake, TaskDefinition } from '../task.ts';
import { knownAddress, overlap, parseS3Address, type S3Address } from './address.ts';
import { type BackupLogsSettings, backupLogsSettingsSchema } from './settings.ts';
import { DEFAULT_SLICES_AT_ONCE, DEFAULT_TOLERATED_PERCENT, SLICES_WITHIN_SECONDS } from './slices.ts';

/** The deploy-time half of `backup-logs`. */
export const backupLogsDefinition: TaskDefinition<BackupLogsSettings> = {
  name: 'backup-logs',
  summary: 'copies what is new or changed from one S3 prefix to another',
  settingsSchema: backupLogsSettingsSchema,
  check: checkSettings,
  distribution: ({ scale, slicesAtOnce, toleratedSlicesPercent }) =>
    scale === 'distributed'
      ? {
          atOnce: slicesAtOnce ?? DEFAULT_SLICES_AT_ONCE,
          toleratedPercent: toleratedSlicesPercent ?? DEFAULT_TOLERATED_PERCENT,
          withinSeconds: SLICES_WITHIN_SECONDS,
        }
      : undefined,
  statements: (settings, place) => [
    ...copyStatements(settings, place),
    ...optionalStatements(settings, place),
  ],
};

function checkSettings(settings: BackupLogsSettings): readonly SettingsMistake[] {
  const source = parseS3Address(settings.source);
  const destination = parseS3Address(settings.destination);
  const mistakes: SettingsMistake[] = [];
  if (source.kind === 'mistake') mistakes.push({ path: ['source'], message: source.message });
  if (destination.kind === 'mistake') mistakes.push({ path: ['destination'], message: destination.message });
  if (source.kind === 'address' && destination.kind === 'address' && overlap(source, destination)) {
    const message = 'source and destination overlap: the backup would copy its own copies';
    mistakes.push({ path: ['destination'], message });
  }
  if (settings.maxDelete !== undefined && settings.delete !== true)
    mistakes.push({ path: ['maxDelete'], message: '"maxDelete" means nothing without "delete: true"' });
  for (const name of ['lookbackDays', 'timezone', 'manifest'] as const) {
    if (settings[name] !== undefined && settings.partition === undefined)
      mistakes.push({ path: [name], message: `"${name}" means nothing without "partition"` });
  }
  for (const name of ['distributeAbove', 'slicesAtOnce', 'toleratedSlicesPercent'] as const) {
    if (settings[name] !== undefined && settings.scale !== 'distributed')
      mistakes.push({ path: [name], message: `"${name}" means nothing without "scale: distributed"` });
  }
  if (settings.sse === 'AES256' && settings.sseKmsKeyArn !== undefined)
    mistakes.push({
      path: ['sseKmsKeyArn'],
      message: '"sse: AES256" takes no KMS key; leave out one of the two',
    });
  return mistakes;
}

function copyStatements(settings: BackupLogsSettings, place: AwsPlace): readonly Statement[] {
  const source = knownAddress(settings.source);
  const destination = knownAddress(settings.destination);
  return [
    listing(source, place, 'lists what is to be backed up'),
    {
      reason: 'a copy reads the object and its tags; HEAD reads metadata and checksum',
      actions: ['s3:GetObject', 's3:GetObjectTagging', ...retentionReads(settings)],
      resources: [objectsArn(source, place)],
    },
    listing(destination, place, 'lists what is backed up already'),
    {
      reason: 'writes the copies with their tags, reads them back, and gives up a copy in parts that failed',
      actions: [
        's3:PutObject',
        's3:PutObjectTagging',
        's3:GetObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        ...retentionWrites(settings),
      ],
      resources: [objectsArn(destination, place)],
    },
    {
      reason: 'finds a copy in parts that an earlier run was killed in; this action knows only whole buckets',
      actions: ['s3:ListBucketMultipartUploads'],
      resources: [bucketArn(destination, place)],
    },
  ];
}

function optionalStatements(settings: BackupLogsSettings, place: AwsPlace): readonly Statement[] {
  const destination = knownAddress(settings.destination);
  const statements: Statement[] = [];
  if (settings.delete === true) {
    statements.push({
      reason: '"delete: true" takes copies away whose source is gone',
      actions: ['s3:DeleteObject'],
      resources: [objectsArn(destination, place)],
    });
  }
  if (settings.sourceKmsKeyArn !== undefined) {
    statements.push({
      reason: 'reads source objects that this key encrypts',
      actions: ['kms:Decrypt'],
      resources: [settings.sourceKmsKeyArn],
    });
  }
  if (settings.sseKmsKeyArn !== undefined) {
    statements.push({
      reason: 'encrypts the copies with this key; a copy in parts decrypts as well',
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [settings.sseKmsKeyArn],
    });
  }
  return statements;
}

function retentionReads(settings: BackupLogsSettings): readonly string[] {
  return settings.keepRetention === true ? ['s3:GetObjectRetention', 's3:GetObjectLegalHold'] : [];
}

function retentionWrites(settings: BackupLogsSettings): readonly string[] {
  return settings.keepRetention === true ? ['s3:PutObjectRetention', 's3:PutObjectLegalHold'] : [];
}

function listing(address: S3Address, place: AwsPlace, reason: string): Statement {
  const resources = [bucketArn(address, place)];
  if (address.prefix === '') return { reason, actions: ['s3:ListBucket'], resources };
  const conditions = { StringLike: { 's3:prefix': `${iamLiteral(address.prefix)}*` } };
  return { reason: `${reason}, in this folder only`, actions: ['s3:ListBucket'], resources, conditions };
}

function bucketArn({ bucket }: S3Address, { partition }: AwsPlace): string {
  return `arn:${partition}:s3:::${bucket}`;
}

function objectsArn(address: S3Address, place: AwsPlace): string {
  return `${bucketArn(address, place)}/${iamLiteral(address.prefix)}*`;
}

/** Special characters as themselves (IAM User Guide, "IAM policy elements: Variables and tags"). */
function iamLiteral(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}
