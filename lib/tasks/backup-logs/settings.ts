import type { FromSchema } from 'json-schema-to-ts';
import { scaleSettings } from './scale-settings.ts';

const globs = { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', minLength: 1 } } as const;

/** JSON Schema of the settings, the one source of checks, types and completion. */
export const backupLogsSettingsSchema = {
  type: 'object',
  description:
    'Copies what is new or changed from one S3 prefix to another, server-side. Deletes nothing unless told to.',
  required: ['source', 'destination'],
  additionalProperties: false,
  properties: {
    source: {
      type: 'string',
      description: 'What is backed up: s3://bucket/prefix/. A prefix names a folder: "app" means "app/".',
    },
    destination: { type: 'string', description: 'Where the copies go: s3://bucket/prefix/.' },
    compare: {
      enum: ['default', 'checksum', 'size', 'etag'],
      description:
        'When an object counts as unchanged, beside equal size. default: equal ETag, or a copy that is not older. checksum: equal stored checksums (HEAD on both). size: nothing else. etag: equal ETag only. Default: default.',
    },
    partition: {
      enum: ['yyyy/MM/dd', 'yyyy-MM-dd', 'hive', 'aws-logs', 'access-logs'],
      description:
        'How days lie below the source, so that only the days of a run are listed. yyyy/MM/dd and yyyy-MM-dd: folders. hive: year=2026/month=11/day=20/. aws-logs: AWSLogs/account/service/Region/yyyy/MM/dd/ (CloudTrail, load balancers, flow logs). access-logs: keys that begin with yyyy-MM-dd-, as S3 writes them. Default: everything is listed.',
    },
    lookbackDays: {
      type: 'integer',
      minimum: 0,
      maximum: 400,
      description:
        'With partition: so many days before the day of the run are looked at again, for what came late. Default: 1.',
    },
    timezone: {
      type: 'string',
      format: 'time-zone',
      description: 'With partition: the IANA time zone that tells which day a run belongs to. Default: UTC.',
    },
    manifest: {
      type: 'boolean',
      description:
        'With partition: writes a manifest of each day that is over and wholly copied, below .nightshift/ in the destination. Default: true.',
    },
    include: {
      ...globs,
      description: 'Only keys below the source that match one of these: * any text, ? one character.',
    },
    exclude: {
      ...globs,
      description: 'No keys below the source that match one of these: * any text, ? one character.',
    },
    delete: {
      type: 'boolean',
      description:
        'Deletes copies whose source is gone, after everything was copied without a failure. Default: false.',
    },
    maxDelete: {
      description:
        'With delete: above this many, or this share of the copies ("10%"), nothing is deleted and the run fails. Default: 1000.',
      anyOf: [
        { type: 'integer', minimum: 0 },
        {
          type: 'string',
          pattern: '^(100|[0-9]{1,2})%$',
          patternErrorMessage: 'expected a number or a share, such as 10%',
        },
      ],
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      description: 'At most this many calls at once; fewer where S3 asks to slow down. Default: 64.',
    },
    ...scaleSettings,
    storageClass: {
      enum: [
        'source',
        'STANDARD',
        'STANDARD_IA',
        'ONEZONE_IA',
        'INTELLIGENT_TIERING',
        'GLACIER_IR',
        'GLACIER',
        'DEEP_ARCHIVE',
      ],
      description: 'Storage class of the copies. source: the same as the source object has. Default: source.',
    },
    sse: {
      enum: ['AES256', 'aws:kms', 'aws:kms:dsse'],
      description: 'Encryption of the copies. Default: what the destination bucket does by itself.',
    },
    sseKmsKeyArn: {
      type: 'string',
      pattern: '^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$',
      patternErrorMessage: 'expected the ARN of a KMS key',
      description:
        'ARN of the KMS key that encrypts the copies, also where the destination bucket names it by itself.',
    },
    sourceKmsKeyArn: {
      type: 'string',
      pattern: '^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$',
      patternErrorMessage: 'expected the ARN of a KMS key',
      description:
        'ARN of the KMS key that the source objects are encrypted with, so that the role may decrypt them.',
    },
    checksumAlgorithm: {
      enum: ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'],
      description: 'Checksum that S3 computes for the copies. Default: the one that the source object has.',
    },
    keepRetention: {
      type: 'boolean',
      description:
        'Carries object lock retention and legal hold over (one HEAD more per copied object). Default: false.',
    },
    multipartThresholdBytes: {
      type: 'integer',
      minimum: 5242880,
      maximum: 5368709120,
      description:
        'Larger objects are copied in parts, in bytes. Default: 5000000000, as S3 copies at most 5 GB in one call.',
    },
    multipartPartBytes: {
      type: 'integer',
      minimum: 5242880,
      maximum: 5366611968,
      description:
        'Least size of a part, in bytes; more where an object would have over 10,000 parts. Default: 268435456.',
    },
  },
} as const;

export type BackupLogsSettings = FromSchema<typeof backupLogsSettingsSchema>;

export const DEFAULT_CONCURRENCY = 64;
