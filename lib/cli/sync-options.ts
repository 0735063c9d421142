import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { backupLogsDefinition } from '../tasks/backup-logs/definition.ts';
import { type BackupLogsSettings, backupLogsSettingsSchema } from '../tasks/backup-logs/settings.ts';

const schema = backupLogsSettingsSchema.properties;
const transports = ['auto', 'sdk', 'signed'] as const;

/** What commander reads; all but switches and lists is text. */
export interface SyncOptions {
  readonly compare?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly partition?: string;
  readonly lookbackDays?: string;
  readonly delete?: boolean;
  readonly maxDelete?: string;
  readonly concurrency?: string;
  readonly storageClass?: string;
  readonly sse?: string;
  readonly sseKmsKeyId?: string;
  readonly checksumAlgorithm?: string;
  readonly keepRetention?: boolean;
  readonly multipartThreshold?: string;
  readonly partSize?: string;
  readonly dryRun?: boolean;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly env?: string;
  readonly transport: string;
  readonly output: string;
}

/** The options of `sync`, in the order that its help lists them. */
export function addSyncOptions(command: Command): Command {
  return command
    .argument('<source>', 's3://bucket/prefix/')
    .argument('<destination>', 's3://bucket/prefix/')
    .option('--dry-run', 'say what would be done, write nothing')
    .option('--compare <how>', `what counts as unchanged: ${schema.compare.enum.join(', ')}`)
    .option('--include <glob>', 'only keys that match (may be repeated)', collect)
    .option('--exclude <glob>', 'no keys that match (may be repeated)', collect)
    .option('--partition <layout>', `list only days: ${schema.partition.enum.join(', ')}`)
    .option(
      '--lookback-days <number>',
      'with --partition: days before today that are looked at too (default: 1)',
    )
    .option('--delete', 'delete copies whose source is gone')
    .option(
      '--max-delete <limit>',
      'with --delete: at most this many, or this share such as 10% (default: 1000)',
    )
    .option('--concurrency <number>', 'at most this many calls at once (default: 64)')
    .option('--storage-class <class>', schema.storageClass.enum.join(', '))
    .option('--sse <algorithm>', schema.sse.enum.join(', '))
    .option('--sse-kms-key-id <arn>', 'ARN of the KMS key that encrypts the copies')
    .option('--checksum-algorithm <name>', schema.checksumAlgorithm.enum.join(', '))
    .option('--keep-retention', 'carry object lock retention and legal hold over')
    .option('--multipart-threshold <bytes>', 'copy larger objects in parts (default: 5000000000)')
    .option('--part-size <bytes>', 'least size of a part (default: 268435456)')
    .option('--endpoint-url <url>', 'another S3 than that of AWS')
    .option('--region <name>', 'AWS Region (default: as the AWS tools find it)')
    .option('--env <environment>', 'take the credentials from this environment, not from the surroundings')
    .option('--transport <how>', `who signs the hot calls: ${transports.join(', ')}`, 'auto')
    .option('--output <format>', 'text or json', 'text');
}

/** The engine's settings, checked as those of a job are. Throws UsageError naming the option. */
export function readSettings(source: string, destination: string, options: SyncOptions): BackupLogsSettings {
  const { include, exclude, keepRetention } = options;
  const settings: BackupLogsSettings = {
    source,
    destination,
    ...optional('compare', oneOf('--compare', options.compare, schema.compare.enum)),
    ...optional('include', include === undefined ? undefined : [...include]),
    ...optional('exclude', exclude === undefined ? undefined : [...exclude]),
    ...optional('partition', oneOf('--partition', options.partition, schema.partition.enum)),
    ...optional('lookbackDays', readNumber('--lookback-days', options.lookbackDays, schema.lookbackDays)),
    ...optional('delete', options.delete),
    ...optional('maxDelete', readMaxDelete(options.maxDelete)),
    ...optional('concurrency', readNumber('--concurrency', options.concurrency, schema.concurrency)),
    ...optional('storageClass', oneOf('--storage-class', options.storageClass, schema.storageClass.enum)),
    ...optional('sse', oneOf('--sse', options.sse, schema.sse.enum)),
    ...optional('sseKmsKeyArn', options.sseKmsKeyId),
    ...optional(
      'checksumAlgorithm',
      oneOf('--checksum-algorithm', options.checksumAlgorithm, schema.checksumAlgorithm.enum),
    ),
    ...optional('keepRetention', keepRetention),
    ...optional(
      'multipartThresholdBytes',
      readNumber('--multipart-threshold', options.multipartThreshold, schema.multipartThresholdBytes),
    ),
    ...optional('multipartPartBytes', readNumber('--part-size', options.partSize, schema.multipartPartBytes)),
  };
  const [mistake] = backupLogsDefinition.check?.(settings) ?? [];
  if (mistake !== undefined) throw new UsageError(asOption[String(mistake.path[0])] ?? mistake.message);
  return settings;
}

/** Mistakes whose message speaks of settings as `jobs.yaml` writes them, by the setting. */
const asOption: Readonly<Record<string, string>> = {
  maxDelete: 'option --max-delete: it means nothing without --delete',
  lookbackDays: 'option --lookback-days: it means nothing without --partition',
  sseKmsKeyArn: 'option --sse-kms-key-id: "--sse AES256" takes no KMS key; leave out one of the two',
};

/** `--transport`, one of the three. */
export function readTransport(text: string): (typeof transports)[number] {
  return oneOf('--transport', text, transports) ?? 'auto';
}

/** `--endpoint-url`, an http or https address. */
export function readEndpoint(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^/]/.test(text)) return text;
  throw new UsageError(`option --endpoint-url: "${text}" is no http or https address`);
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } | object {
  return value === undefined ? {} : { [name]: value };
}

function oneOf<Value extends string>(
  option: string,
  text: string | undefined,
  known: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined;
  const found = known.find((value) => value === text);
  if (found === undefined)
    throw new UsageError(`option ${option}: "${text}" is not one of ${known.join(', ')}`);
  return found;
}

function readNumber(
  option: string,
  text: string | undefined,
  limits: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= limits.minimum && value <= limits.maximum) return value;
  throw new UsageError(
    `option ${option}: "${text}" is not a whole number from ${limits.minimum} to ${limits.maximum}`,
  );
}

function readMaxDelete(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (/^(100|\d{1,2})%$/.test(text)) return text;
  throw new UsageError(`option --max-delete: "${text}" is neither a whole number nor a share such as 10%`);
}
