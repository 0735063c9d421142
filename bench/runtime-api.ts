import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { answerAws } from './aws-answers.ts';

const LOOP = fileURLToPath(new URL('./runtime-loop.mjs', import.meta.url));
const GIVE_UP_MS = 20_000;

export interface FirstInvoke {
  /** From the start of the process to its first answer. */
  readonly milliseconds: number;
  readonly answer: string;
  readonly hasFailed: boolean;
  /** What the function asked of AWS, in order. */
  readonly calls: readonly string[];
}

interface Job {
  readonly node: string;
  /** The module that exports `handler`. */
  readonly bundle: string;
  readonly jobName: string;
  /** How the loop around the handler comes by `node:http`. */
  readonly loading: Loading;
}

export type Loading = 'require' | 'import';

/**
 * Starts a function in a clean process as Lambda would, gives it one scheduled event and measures until it answers. All
 * of AWS is a server on loopback that has nothing: no slot, no object, no instance.
 */
export async function firstInvoke({ node, bundle, jobName, loading }: Job): Promise<FirstInvoke> {
  const calls: string[] = [];
  const stored = new Map<string, string>();
  let settle: (ended: { answer: string; hasFailed: boolean }) => void = () => {};
  const ended = new Promise<{ answer: string; hasFailed: boolean }>((resolve) => {
    settle = resolve;
  });
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const url = request.url ?? '';
    if (url.endsWith('/invocation/next')) {
      response.writeHead(200, eventHeaders(jobName)).end(JSON.stringify(EVENT));
    } else if (url.startsWith('/2018-06-01/runtime/')) {
      settle({ answer: body, hasFailed: url.endsWith('/error') });
      response.writeHead(202).end('{}');
    } else {
      const {
        call,
        status = 200,
        headers,
        text,
      } = answerAws({
        method: request.method ?? '',
        url,
        body,
        headers: request.headers,
        stored,
      });
      calls.push(call);
      response.writeHead(status, headers).end(text);
    }
  });
  const port = await listen(server);
  const startedAt = process.hrtime.bigint();
  const child = spawn(node, [LOOP, bundle, loading], {
    env: environmentOf(port, jobName),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.once('exit', () => settle({ answer: Buffer.concat(errors).toString(), hasFailed: true }));
  const timer = setTimeout(() => settle({ answer: 'no answer', hasFailed: true }), GIVE_UP_MS);
  const { answer, hasFailed } = await ended;
  const milliseconds = Number(process.hrtime.bigint() - startedAt) / 1e6;
  clearTimeout(timer);
  child.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  return { milliseconds, answer, hasFailed, calls };
}

const EVENT = { 'detail-type': 'Scheduled Event', time: '2026-11-21T02:00:00Z', id: 'event' };

function eventHeaders(jobName: string): Record<string, string> {
  return {
    'lambda-runtime-aws-request-id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
    'lambda-runtime-deadline-ms': String(Date.now() + 900_000),
    'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-central-1:123456789012:function:${jobName}`,
  };
}

function environmentOf(port: number, jobName: string): Record<string, string> {
  return {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: jobName,
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'example',
    NIGHTSHIFT_JOB: jobName,
    NIGHTSHIFT_LEDGER: 'ledger',
    NIGHTSHIFT_STATE_BUCKET: 'state-bucket',
    NIGHTSHIFT_DEAD_LETTERS: `http://127.0.0.1:${port}/123456789012/dead-letters`,
    NIGHTSHIFT_ISSUE_TOKEN: 'issue-token',
    NIGHTSHIFT_ISSUER_URL: 'https://issuer.example',
    NIGHTSHIFT_TOPIC: 'arn:aws:sns:eu-central-1:123456789012:topic',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
