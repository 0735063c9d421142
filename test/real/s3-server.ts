import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import type { AwsSession } from '../../lib/aws/session.ts';

const ACCESS_KEY = 'nightshift-test';
const SECRET_KEY = 'nightshift-test-secret';

/** A real S3 server on loopback, with its own folder, for one test file. */
export interface S3Server {
  readonly name: 'versitygw' | 'minio';
  readonly endpoint: string;
  readonly session: AwsSession;
  readonly client: S3Client;
  readonly stop: () => Promise<void>;
}

/** The path of a tool that was installed into `.nightshift/tools`, or undefined with the command that installs it. */
export function findTool(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../.nightshift/tools/${name}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}

/**
 * Starts versitygw on a free port, checking signatures; data lies in `parent` (default: the system's folder). It keeps
 * connections open as AWS does, which it does not by itself.
 */
export async function startVersitygw(
  parent = tmpdir(),
  { keepAlive = true }: { readonly keepAlive?: boolean } = {},
): Promise<S3Server> {
  const folder = await mkdtemp(join(parent, 'nightshift-s3-'));
  await Promise.all([mkdir(join(folder, 'data')), mkdir(join(folder, 'versions'))]);
  const port = await freePort();
  const arguments_ = [
    '--port',
    `127.0.0.1:${port}`,
    '--quiet',
    ...(keepAlive ? ['--keep-alive'] : []),
    'posix',
    '--versioning-dir',
    join(folder, 'versions'),
  ];
  const child = spawn(findTool('versitygw') ?? 'versitygw', [...arguments_, join(folder, 'data')], {
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
    stdio: 'ignore',
  });
  return ready({ name: 'versitygw', child, port, folder });
}

/** Starts MinIO on a free port, with one KMS key, `my-key`. */
export async function startMinio(parent = tmpdir()): Promise<S3Server> {
  const folder = await mkdtemp(join(parent, 'nightshift-s3-'));
  const port = await freePort();
  const child = spawn(
    findTool('minio') ?? 'minio',
    ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder],
    {
      env: {
        HOME: folder,
        MINIO_ROOT_USER: ACCESS_KEY,
        MINIO_ROOT_PASSWORD: SECRET_KEY,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
        MINIO_CI_CD: '1',
        MINIO_KMS_SECRET_KEY: `my-key:${Buffer.alloc(32, 7).toString('base64')}`,
      },
      stdio: 'ignore',
    },
  );
  return ready({ name: 'minio', child, port, folder });
}

interface Started {
  readonly name: S3Server['name'];
  readonly child: ChildProcess;
  readonly port: number;
  readonly folder: string;
}

async function ready({ name, child, port, folder }: Started): Promise<S3Server> {
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
  const session = { region: 'us-east-1', credentials: async () => credentials };
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  await answers(endpoint);
  const stop = async () => {
    client.destroy();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { name, endpoint, session, client, stop };
}

async function answers(endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no answer from ${endpoint}`);
}

/** A port of the loopback address that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
