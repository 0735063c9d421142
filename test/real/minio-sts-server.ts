import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../.nightshift/tools/minio', import.meta.url));

/** Why the suite cannot run here, or undefined when it can. */
export const missingMinio = existsSync(binary)
  ? undefined
  : '.nightshift/tools/minio is missing: GOBIN=$PWD/.nightshift/tools go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';

export interface Minio {
  readonly endpoint: string;
  readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly addPolicy: (name: string, policy: object) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface MinioOptions {
  readonly configUrl: string;
  readonly audience: string;
  /** The claim of a token that names the MinIO policy of its credentials. */
  readonly policyClaim: string;
}

/** Starts MinIO on a free loopback port, trusting the issuer at `configUrl`, with its data in a new folder. */
export async function startMinio(options: MinioOptions): Promise<Minio> {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-minio-'));
  const rootCredentials = {
    accessKeyId: 'nightshift-root',
    secretAccessKey: randomBytes(16).toString('hex'),
  };
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder], {
    stdio: 'ignore',
    env: {
      HOME: folder,
      MINIO_ROOT_USER: rootCredentials.accessKeyId,
      MINIO_ROOT_PASSWORD: rootCredentials.secretAccessKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_CI_CD: '1',
      MINIO_IDENTITY_OPENID_CONFIG_URL: options.configUrl,
      MINIO_IDENTITY_OPENID_CLIENT_ID: options.audience,
      MINIO_IDENTITY_OPENID_CLIENT_SECRET: 'unused',
      MINIO_IDENTITY_OPENID_CLAIM_NAME: options.policyClaim,
    },
  });
  await untilReady(endpoint, child);
  return {
    endpoint,
    rootCredentials,
    addPolicy: (name, policy) => addPolicy({ endpoint, name, policy, ...rootCredentials }),
    stop: () => stop(child, folder),
  };
}

/** Serves JSON texts by path on loopback. */
export async function serveJson(
  answer: (
    path: string,
  ) => Promise<{ statusCode: number; headers: Readonly<Record<string, string>>; body: string }>,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const { statusCode, headers, body } = await answer(request.url ?? '/');
    response.writeHead(statusCode, headers).end(body);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, server };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function untilReady(endpoint: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`minio ended with ${child.exitCode}`);
    const answer = await fetch(`${endpoint}/minio/health/cluster`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('minio did not become ready');
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  rmSync(folder, { recursive: true, force: true });
}

interface PolicyCall {
  readonly endpoint: string;
  readonly name: string;
  readonly policy: object;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** MinIO's admin call, signed by Signature Version 4 as `mc` signs it. */
async function addPolicy(call: PolicyCall): Promise<void> {
  const url = new URL(`${call.endpoint}/minio/admin/v3/add-canned-policy?name=${call.name}`);
  const body = JSON.stringify(call.policy);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(url, { method: 'PUT', headers: signHeaders(url, body, call), body });
    if (answer.ok) return;
    if (attempt === 50) throw new Error(`cannot add the policy: ${answer.status} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function signHeaders(url: URL, body: string, call: PolicyCall): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const hash = createHash('sha256').update(body).digest('hex');
  const signed = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = [
    ...['PUT', url.pathname, url.searchParams.toString()],
    ...[`host:${url.host}`, `x-amz-content-sha256:${hash}`, `x-amz-date:${time}`, '', signed, hash],
  ].join('\n');
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${call.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', time, scope, digest].join('\n'));
  return {
    'x-amz-content-sha256': hash,
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${call.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature.digest('hex')}`,
  };
}
