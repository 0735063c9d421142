import {
  CreateBucketCommand,
  GetObjectRetentionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { BackupLogsSettings } from '../../lib/tasks/backup-logs/settings.ts';
import { backUpReally, head, inventory, MIB, makeBuckets, openUploads, put, read, tags } from './s3-runs.ts';
import { findTool, type S3Server, startMinio, startVersitygw } from './s3-server.ts';

const ODD_KEYS = [
  'sp ace',
  'p+lus',
  'per%20cent',
  'amp&amp;',
  'é/ü',
  'what?',
  'ha#sh',
  "quo'te(1)*!",
  '日本',
  '😀',
  '\uffee',
  'a=b;c@d,e:f',
  'back\\slash',
  '"double"',
];
const PARTS = { multipartThresholdBytes: 5 * MIB, multipartPartBytes: 5 * MIB };
const HEADERS = {
  ContentType: 'text/x-log',
  ContentEncoding: 'gzip',
  ContentDisposition: 'attachment; filename="a.log"',
  ContentLanguage: 'de',
  CacheControl: 'no-cache',
};

interface Point {
  readonly name: string;
  /** What the server cannot do must be reported by the run, as a failed key or as a detail. */
  readonly versitygw: 'kept' | 'reported';
  readonly minio: 'kept' | 'reported';
  /** Puts an object at the key, backs it up, and tells whether the copy has the point. */
  readonly probe: (server: S3Server, key: string) => Promise<boolean>;
}

/** Backs up what lies below a key's folder, one folder a point. A failed run is thrown, so that it counts as reported. */
async function run(server: S3Server, key: string, settings: Partial<BackupLogsSettings> = {}): Promise<void> {
  const folder = key.slice(0, key.lastIndexOf('/'));
  const addresses = { source: `s3://logs/${folder}`, destination: `s3://vault/${folder}` };
  const result = await backUpReally({ server, settings: { ...addresses, ...settings } });
  if (result.kind === 'failed') throw new Error(`reported: ${result.code} ${result.reason}`);
  const ignored = result.details?.find((line) => line.includes('ignores'));
  if (ignored !== undefined) throw new Error(`reported: ${ignored}`);
}

const BIG = Buffer.alloc(11 * MIB, 'night shift ');

const POINTS: readonly Point[] = [
  {
    name: 'user metadata',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x', { Metadata: { team: 'ops', empty: '' } });
      await run(server, key);
      return (await head(server, 'vault', key)).Metadata?.['team'] === 'ops';
    },
  },
  {
    name: 'system headers',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x', HEADERS);
      await run(server, key);
      const copy = await head(server, 'vault', key);
      return Object.entries(HEADERS).every(([name, value]) =>
        Object.entries(copy).some(([other, found]) => other === name && found === value),
      );
    },
  },
  {
    name: 'tags',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x', { Tagging: 'a=1&b=two%20words' });
      await run(server, key);
      return JSON.stringify(await tags(server, 'vault', key)).includes('two words');
    },
  },
  {
    name: 'checksum kept',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x', { ChecksumAlgorithm: 'SHA256' });
      await run(server, key);
      return (await head(server, 'vault', key)).ChecksumSHA256 !== undefined;
    },
  },
  {
    name: 'checksum computed',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x', { ChecksumAlgorithm: 'CRC32' });
      await run(server, key, { checksumAlgorithm: 'SHA256' });
      return (await head(server, 'vault', key)).ChecksumSHA256 !== undefined;
    },
  },
  {
    name: 'storage class',
    versitygw: 'reported',
    minio: 'reported',
    probe: async (server, key) => {
      await put(server, key, 'x');
      await run(server, key, { storageClass: 'STANDARD_IA' });
      return (await head(server, 'vault', key)).StorageClass === 'STANDARD_IA';
    },
  },
  {
    name: 'SSE-S3',
    versitygw: 'reported',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, 'x');
      await run(server, key, { sse: 'AES256' });
      return (await head(server, 'vault', key)).ServerSideEncryption === 'AES256';
    },
  },
  {
    name: 'SSE-KMS with an unknown key',
    versitygw: 'reported',
    minio: 'reported',
    probe: async (server, key) => {
      await put(server, key, 'x');
      await run(server, key, { sseKmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/none' });
      return (await head(server, 'vault', key)).ServerSideEncryption === 'aws:kms';
    },
  },
  {
    name: '0 bytes',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, '');
      await run(server, key);
      return (await head(server, 'vault', key)).ContentLength === 0;
    },
  },
  {
    name: 'folder keys',
    versitygw: 'reported',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, `${key}/`, '');
      await run(server, key);
      return (await inventory(server, 'vault', key)).has('/');
    },
  },
  {
    name: 'metadata, headers and tags of a copy in parts',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      await put(server, key, BIG, { ...HEADERS, Metadata: { team: 'ops' }, Tagging: 'a=1&b=two%20words' });
      await run(server, key, PARTS);
      const copy = await head(server, 'vault', key);
      const isWhole = (await read(server, 'vault', key)).equals(BIG);
      const { ContentLanguage, Metadata, ETag } = copy;
      const hasTags = (await tags(server, 'vault', key))['b'] === 'two words';
      return (
        isWhole &&
        hasTags &&
        ContentLanguage === 'de' &&
        Metadata?.['team'] === 'ops' &&
        ETag?.includes('-') === true
      );
    },
  },
  {
    name: 'the latest version',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await server.client.send(new PutBucketVersioningCommand({ Bucket: 'logs', VersioningConfiguration }));
      await put(server, key, 'first');
      await put(server, key, 'second');
      await run(server, key);
      return (await read(server, 'vault', key)).toString() === 'second';
    },
  },
  {
    name: 'object lock retention',
    versitygw: 'kept',
    minio: 'kept',
    probe: async (server, key) => {
      const locked = { ObjectLockEnabledForBucket: true };
      await server.client.send(new CreateBucketCommand({ Bucket: 'locked-logs', ...locked }));
      await server.client.send(new CreateBucketCommand({ Bucket: 'locked-vault', ...locked }));
      const ObjectLockRetainUntilDate = new Date(Date.now() + 86_400_000);
      const retention = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate } as const;
      await server.client.send(
        new PutObjectCommand({ Bucket: 'locked-logs', Key: key, Body: 'x', ...retention }),
      );
      await run(server, key, {
        source: 's3://locked-logs',
        destination: 's3://locked-vault',
        keepRetention: true,
      });
      const found = await server.client.send(
        new GetObjectRetentionCommand({ Bucket: 'locked-vault', Key: key }),
      );
      return found.Retention?.Mode === 'GOVERNANCE';
    },
  },
];

const SERVERS = [
  { name: 'versitygw', start: startVersitygw },
  { name: 'minio', start: startMinio },
] as const;

for (const { name, start } of SERVERS) {
  const suite = findTool(name) === undefined ? describe.skip : describe;
  suite(`what a copy keeps on ${name}${findTool(name) === undefined ? ' (skipped: not in .nightshift/tools)' : ''}`, () => {
    let server: S3Server;
    beforeAll(async () => {
      server = await start();
      await makeBuckets(server);
    }, 30_000);
    afterAll(async () => {
      await server.stop();
    });

    test.each(POINTS.map((point, index) => [point.name, point[name], point, index] as const))(
      '%s: %s',
      async (_, expected, point, index) => {
        const outcome = await point.probe(server, `point-${index}/object`).then(
          (isKept) => (isKept ? 'kept' : 'lost in silence'),
          (error: unknown) => (String(error).includes('reported: ') ? 'reported' : String(error)),
        );

        expect(outcome).toBe(expected);
      },
    );

    test.each(['sdk', 'signed'] as const)(
      'every odd key, by the %s transport, and again nothing to do',
      async (transport) => {
        for (const key of ODD_KEYS) await put(server, `odd/${key}`, `body of ${key}`);
        const settings = { source: 's3://logs/odd', destination: `s3://vault/odd-${transport}` };

        const first = await backUpReally({ server, transport, settings });
        const second = await backUpReally({ server, transport, settings });

        expect(first).toMatchObject({
          kind: 'succeeded',
          figures: { objectsCopied: ODD_KEYS.length, objectsFailed: 0 },
        });
        expect(second).toMatchObject({ kind: 'nothing-to-do' });
        expect(await inventory(server, 'vault', `odd-${transport}/`)).toEqual(
          await inventory(server, 'logs', 'odd/'),
        );
        expect(await openUploads(server)).toBe(0);
      },
    );
  });
}
