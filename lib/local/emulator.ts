import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './failure.ts';
import type { Folders } from './folders.ts';
import { startProgram, stopProgram } from './processes.ts';

/** The emulator's fixed account; its admin is whoever holds these well-known test keys. */
export const LOCAL_ACCOUNT = '000000000000';
const ADMIN = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  /** PEM file with the emulator's own certificate. */
  readonly caBundle: string;
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  readonly folders: Folders;
  readonly python: string;
  readonly region: string;
  /** The host's variables; only PATH and a few more reach the emulator and its functions. */
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Where functions send mail, instead of to the emulator itself. */
  readonly mailEndpoint: string;
  readonly signal: AbortSignal;
}

const READY_WITHIN_MS = 30_000;

/** Starts the emulator on loopback, with policies, trust and signatures enforced, and waits until it answers. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { folders, region } = options;
  const port = options.port ?? (await findFreePort());
  const caBundle = join(folders.temp, 'ministack-tls', 'server.crt');
  const logFile = join(folders.logs, 'emulator.log');
  rmSync(logFile, { force: true });
  const child = startProgram({
    command: options.python,
    args: [join(folders.root, 'lib/local/emulator/run.py')],
    cwd: folders.home,
    env: emulatorEnv(options, { port, caBundle }),
    logFile,
  });
  const emulator = {
    endpoint: `https://127.0.0.1:${port}`,
    port,
    region,
    caBundle,
    admin: ADMIN,
    stop: () => stopProgram(child, 5_000),
  };
  try {
    await waitUntilReady(child, { emulator, logFile, signal: options.signal });
    return emulator;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/** Functions inherit these, so nothing of the host's AWS settings may be among them. */
function emulatorEnv(options: EmulatorOptions, { port, caBundle }: { port: number; caBundle: string }) {
  const { env, folders, region } = options;
  return {
    PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}`,
    HOME: folders.temp,
    TMPDIR: folders.temp,
    LANG: 'C.UTF-8',
    AUTH: 'true',
    USE_SSL: '1',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: region,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // A job and its issuer run at once, and every event is delivered twice.
    LAMBDA_ACCOUNT_CONCURRENCY: '24',
    LAMBDA_WARM_TTL_SECONDS: '60',
    NODE_EXTRA_CA_CERTS: caBundle,
    AWS_ENDPOINT_URL_SESV2: options.mailEndpoint,
    // CDK's own custom-resource functions find the SDK here that real Lambda ships.
    NODE_PATH: join(folders.root, 'node_modules'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

async function waitUntilReady(
  child: ChildProcess,
  { emulator, logFile, signal }: { emulator: Omit<Emulator, 'stop'>; logFile: string; signal: AbortSignal },
): Promise<void> {
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => {});
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (signal.aborted) throw new LocalStackError('interrupted');
    if (child.exitCode !== null) {
      throw new LocalStackError(
        `the emulator ended with exit code ${child.exitCode} instead of starting`,
        logFile,
      );
    }
    const healthy = await Promise.race([isHealthy(emulator.port), failed]);
    if (healthy && existsSync(emulator.caBundle)) return;
    await sleep(100);
  }
  throw new LocalStackError(`the emulator did not answer within ${READY_WITHIN_MS / 1000} s`, logFile);
}

/** Only asks whether somebody is there: the certificate may not even be written yet. */
function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const url = `https://127.0.0.1:${port}/_ministack/health`;
    const asked = request(url, { rejectUnauthorized: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}

/** A port that is free now, on loopback. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new LocalStackError('no free port was found on loopback'));
      });
    });
  });
}
