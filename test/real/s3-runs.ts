import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { Transport } from '../../lib/aws/s3/transport.ts';
import { backupLogsPorts } from '../../lib/aws/s3.ts';
import { applyBackup } from '../../lib/tasks/backup-logs/apply.ts';
import type { BackupContext } from '../../lib/tasks/backup-logs/context.ts';
import { planBackup } from '../../lib/tasks/backup-logs/plan.ts';
import type { BackupLogsSettings } from '../../lib/tasks/backup-logs/settings.ts';
import type { TaskResult } from '../../lib/tasks/task.ts';
import type { S3Server } from './s3-server.ts';

export const MIB = 1_048_576;

/** A run of the engine against a server, from `s3://logs/app/` to `s3://vault/copy/` where nothing else is said. */
export interface RealRun {
  readonly server: S3Server;
  readonly settings?: Partial<BackupLogsSettings>;
  readonly transport?: Transport;
  /** A proxy before the server. */
  readonly endpoint?: string;
}

export function realContext({
  server,
  settings = {},
  transport = 'auto',
  endpoint = server.endpoint,
}: RealRun): BackupContext {
  return {
    jobName: 'real',
    settings: { source: 's3://logs/app/', destination: 's3://vault/copy/', ...settings },
    ports: backupLogsPorts(server.session, { endpoint, transport, idleTimeoutMs: 20_000 }),
    slot: new Date(),
    now: () => new Date(),
    remainingMs: () => 900_000,
    shouldStop: async () => false,
    isLastAttempt: true,
    isByHand: true,
  };
}

export function backUpReally(run: RealRun): Promise<TaskResult> {
  const context = realContext(run);
  return applyBackup(planBackup(context), context);
}

export async function makeBuckets(server: S3Server): Promise<void> {
  for (const Bucket of ['logs', 'vault']) await server.client.send(new CreateBucketCommand({ Bucket }));
}

export async function put(
  server: S3Server,
  key: string,
  body: string | Buffer,
  more: Partial<PutObjectCommandInput> = {},
) {
  await server.client.send(
    new PutObjectCommand({
      Bucket: 'logs',
      Key: key,
      Body: body,
      ContentLength: Buffer.byteLength(body),
      ...more,
    }),
  );
}

/** Puts so many small objects, 32 at a time. */
export async function seed(server: S3Server, count: number, prefix = 'app/2026/11/20/'): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await put(
        server,
        `${prefix}log-${String(index).padStart(6, '0')}.gz`,
        `content of ${index} `.repeat(1 + (index % 7)),
      );
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

/** Key, size and ETag of everything below a prefix, keys relative to it. */
export async function inventory(
  server: S3Server,
  bucket: string,
  prefix: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await server.client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', Size, ETag } of page.Contents ?? [])
      found.set(Key.slice(prefix.length), `${Size} ${ETag}`);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

export function head(server: S3Server, bucket: string, key: string) {
  return server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
}

export async function tags(server: S3Server, bucket: string, key: string): Promise<Record<string, string>> {
  const { TagSet } = await server.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
  return Object.fromEntries((TagSet ?? []).map(({ Key, Value }) => [Key, Value]));
}

export async function read(server: S3Server, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

export async function openUploads(server: S3Server): Promise<number> {
  const { Uploads } = await server.client.send(new ListMultipartUploadsCommand({ Bucket: 'vault' }));
  return Uploads?.length ?? 0;
}
