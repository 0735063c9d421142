import { readFileSync, rmSync, statfsSync } from 'node:fs';
import { type DeploymentAdmin, openDeploymentAdmin } from '../aws/admin/deployment.ts';
import { openInstancesAdmin } from '../aws/admin/instances.ts';
import { openMetricsMailAdmin } from '../aws/admin/metrics-mail.ts';
import { openObjectsAdmin } from '../aws/admin/objects.ts';
import type { AdminAccess } from '../aws/admin/session.ts';
import { bootstrap, deploy, synthesize } from './deploy.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { LocalStackError } from './failure.ts';
import { type Folders, makeFolders } from './folders.ts';
import { takeLock } from './lock.ts';
import { type MailRecorder, startMailRecorder } from './mail-recorder.ts';
import { preparePython } from './python.ts';
import { type Admin, type Seed, seedStack } from './seed.ts';

export interface StackOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly region: string;
  readonly port?: number;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** One line for people about what is being done. */
  readonly progress: (text: string) => void;
}

/** The running local stack: emulator up, user's things seeded, app deployed. */
export interface LocalStack {
  readonly folders: Folders;
  readonly emulator: Emulator;
  readonly certificate: string;
  readonly recorder: MailRecorder;
  readonly access: AdminAccess;
  readonly admin: Admin;
  readonly deploymentAdmin: DeploymentAdmin;
  readonly deployment: Deployment;
  readonly seed: Seed;
}

const NEEDED_BYTES = 700 * 1_024 * 1_024;

/**
 * Brings the local stack up, hands it to `use`, and takes it down again, whatever happens: the emulator, every
 * program started, the lock. Expected trouble is a LocalStackError of one line.
 */
export async function withLocalStack<T>(
  options: StackOptions,
  use: (stack: LocalStack) => Promise<T>,
): Promise<T> {
  const folders = makeFolders(options.root);
  const release = takeLock(folders);
  try {
    requireSpace(folders);
    const python = await preparePython({ folders, ...options });
    options.progress('starting the AWS emulator');
    clearScratch(folders);
    const recorder = await startMailRecorder();
    try {
      return await withEmulator({ options, python, recorder }, use);
    } finally {
      await recorder.stop();
    }
  } finally {
    release();
  }
}

async function withEmulator<T>(
  { options, python, recorder }: { options: StackOptions; python: string; recorder: MailRecorder },
  use: (stack: LocalStack) => Promise<T>,
): Promise<T> {
  const folders = makeFolders(options.root);
  const emulator = await startEmulator({ folders, python, mailEndpoint: recorder.endpoint, ...options });
  try {
    return await untilAborted(options.signal, bringUp({ options, folders, emulator, recorder }).then(use));
  } finally {
    await emulator.stop();
  }
}

interface BringUp {
  readonly options: StackOptions;
  readonly folders: Folders;
  readonly emulator: Emulator;
  readonly recorder: MailRecorder;
}

async function bringUp({ options, folders, emulator, recorder }: BringUp): Promise<LocalStack> {
  const certificate = readFileSync(emulator.caBundle, 'utf8');
  recorder.forwardTo(emulator, certificate);
  const { endpoint, region, admin: credentials } = emulator;
  const access: AdminAccess = { endpoint, region, credentials, certificate };
  const admin: Admin = {
    objects: openObjectsAdmin(access),
    instances: openInstancesAdmin(access),
    metricsMail: openMetricsMailAdmin(access),
  };
  const run = { folders, emulator, env: options.env, signal: options.signal };
  options.progress('bootstrapping, building the app, and seeding 2,000 log objects, instances and metrics');
  const [seed] = await Promise.all([seedStack(admin, options.now()), bootstrap(run), synthesize(run)]);
  options.progress('deploying the app');
  await deploy(run);
  const deploymentAdmin = openDeploymentAdmin(access);
  const deployment = await readDeployment(deploymentAdmin, 1);
  return { folders, emulator, certificate, recorder, access, admin, deploymentAdmin, deployment, seed };
}

/** What earlier runs of the emulator left; never more than this one folder. */
function clearScratch(folders: Folders): void {
  rmSync(folders.temp, { recursive: true, force: true });
}

function requireSpace(folders: Folders): void {
  const { bavail, bsize } = statfsSync(folders.home);
  if (bavail * bsize >= NEEDED_BYTES) return;
  const freeMb = Math.floor((bavail * bsize) / 1_048_576);
  throw new LocalStackError(
    `the disk has ${freeMb} MB free, the local stack needs ${NEEDED_BYTES / 1_048_576} MB`,
  );
}

/** The work itself cannot be stopped in the middle; what it waits for is taken down under it. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new LocalStackError('interrupted'));
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
  });
  work.catch(() => {});
  return await Promise.race([work, aborted]);
}
