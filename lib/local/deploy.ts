import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, LOCAL_ACCOUNT } from './emulator.ts';
import type { Folders } from './folders.ts';
import { runProgram } from './processes.ts';

export interface CdkRun {
  readonly folders: Folders;
  readonly emulator: Emulator;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Makes what every CDK deployment needs: the asset bucket and the deployment roles. Done where there is no `cdk.json`:
 * beside it the whole app would be built, only to be thrown away.
 */
export function bootstrap(run: CdkRun): Promise<void> {
  const place = `aws://${LOCAL_ACCOUNT}/${run.emulator.region}`;
  return runCdk(run, { args: ['bootstrap', place], name: 'bootstrap', cwd: run.folders.temp });
}

/** Builds the app with the local differences into `.nightshift/cdk.out`. */
export function synthesize(run: CdkRun): Promise<void> {
  rmSync(run.folders.cloudAssembly, { recursive: true, force: true });
  const args = ['synth', '--quiet', '--context', 'nightshift:local=true'];
  return runCdk(run, { args: [...args, '--output', run.folders.cloudAssembly], name: 'synth' });
}

/** Deploys what was built, through the roles that bootstrapping made. */
export function deploy(run: CdkRun): Promise<void> {
  const args = ['deploy', '--all', '--app', run.folders.cloudAssembly, '--require-approval', 'never'];
  return runCdk(run, { args: [...args, '--progress', 'events'], name: 'deploy' });
}

interface CdkCommand {
  readonly args: readonly string[];
  readonly name: string;
  /** Default: the project, whose `cdk.json` names the app. */
  readonly cwd?: string;
}

function runCdk(run: CdkRun, { args, name, cwd = run.folders.root }: CdkCommand): Promise<void> {
  const { folders, emulator, env, signal } = run;
  const logFile = join(folders.logs, `cdk-${name}.log`);
  rmSync(logFile, { force: true });
  const cdk = join(folders.root, 'node_modules/aws-cdk/bin/cdk');
  const program = {
    command: process.execPath,
    args: [cdk, ...args, '--no-notices', '--no-version-reporting', '--ci'],
    cwd,
    env: cdkEnv({ folders, emulator, env }),
    logFile,
    signal,
  };
  return runProgram(program, `cdk ${name}`);
}

/** None of the host's AWS settings reaches the deployment: it must not be able to touch a real account. */
function cdkEnv({
  folders,
  emulator,
  env,
}: Pick<CdkRun, 'folders' | 'emulator' | 'env'>): Record<string, string> {
  return {
    PATH: env['PATH'] ?? '',
    HOME: folders.temp,
    TMPDIR: folders.temp,
    ...emulatorAccessEnv(emulator),
    AWS_CONFIG_FILE: join(folders.temp, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folders.temp, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** The variables with which any AWS client reaches the emulator as its admin. */
export function emulatorAccessEnv(emulator: Pick<Emulator, 'endpoint' | 'region' | 'caBundle' | 'admin'>) {
  return {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_DEFAULT_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: emulator.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulator.admin.secretAccessKey,
    AWS_CA_BUNDLE: emulator.caBundle,
    NODE_EXTRA_CA_CERTS: emulator.caBundle,
  };
}
