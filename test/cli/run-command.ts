import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../../lib/cli/main.ts';

const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
const entry = fileURLToPath(new URL('../../bin/nightshift.ts', import.meta.url));

/** The command line, from its sources. */
export const nightshiftCommand = [process.execPath, '--import', loader, entry] as const;

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when this text has been printed. */
  readonly printed: (text: string) => Promise<void>;
}

/** Starts the command line as a process of its own, with this environment and nothing else but PATH and HOME. */
export function startNightshift(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const [node, ...first] = nightshiftCommand;
  const child = spawn(node, [...first, ...argv], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, TMPDIR: cwd, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  const waiting: (() => void)[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, ...texts }));
  });
  const printed = (text: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (texts.stdout.includes(text)) resolve();
      };
      waiting.push(check);
      check();
    });
  return { child, ended, printed };
}

export interface Shell {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly now: Date;
  /** What stands on standard input. */
  readonly input?: string;
  readonly fetch?: typeof fetch;
}

/** Runs a command line in this process, at this time and with these variables. */
export async function runAt(
  { cwd, env, now, input = '', fetch: ask = fetch }: Shell,
  ...argv: readonly string[]
): Promise<Ended> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  streams.stdin.end(input);
  const exitCode = await main({ argv, env, cwd, ...streams, now: () => now, fetch: ask, exitCode: 0 });
  const [stdout, stderr] = [streams.stdout, streams.stderr].map((stream) => String(stream.read() ?? ''));
  return { exitCode, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** An STS on loopback that gives credentials for any token, and keeps what it was asked. */
export async function serveSts(): Promise<{ url: string; forms: URLSearchParams[]; server: Server }> {
  const forms: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    forms.push(form);
    response.writeHead(200, { 'content-type': 'text/xml' }).end(answerTo(form.get('Action') ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, forms, server };
}

function answerTo(action: string): string {
  const body =
    action === 'GetCallerIdentity'
      ? '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>X</UserId>'
      : `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>very-secret-key</SecretAccessKey>
         <SessionToken>very-secret-session</SessionToken><Expiration>2026-03-06T18:00:00Z</Expiration></Credentials>`;
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${body}</${action}Result></${action}Response>`;
}

/** A token that fulfils all that is checked before it is sent; nobody has signed it. */
export function unsignedToken(claims: object): string {
  const parts = [{ alg: 'RS256', kid: 'k' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.c2lnbmF0dXJl`;
}
