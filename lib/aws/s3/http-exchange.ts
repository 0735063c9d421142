import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface Exchange {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends one request and reads the whole answer. Rejects with the system's error code. */
export type Send = (exchange: Exchange) => Promise<Answer>;

/** Where a request to this address goes. */
export function exchangeOf(url: URL): Pick<Exchange, 'protocol' | 'hostname' | 'port' | 'target'> {
  return {
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    hostname: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    target: url.pathname + url.search,
  };
}

/** Reuses connections; gives up one that is silent for so many milliseconds. How many are open is the caller's to say. */
export function makeSend({ idleTimeoutMs }: { readonly idleTimeoutMs: number }): Send {
  const options = { keepAlive: true, scheduling: 'lifo', timeout: idleTimeoutMs } as const;
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return ({ protocol, hostname, port, method, target, headers, body = '' }) =>
    new Promise((resolve, reject) => {
      const isPlain = protocol === 'http:';
      const call = (isPlain ? requestHttp : requestHttps)({
        agent: isPlain ? http : https,
        hostname,
        method,
        path: target,
        headers: { ...headers, ...lengthOf(method, body) },
        ...(port === undefined ? {} : { port }),
      });
      call.on('response', (message) => readAnswer(message).then(resolve, reject));
      call.on('timeout', () => call.destroy(silence(hostname, idleTimeoutMs)));
      call.on('error', reject);
      call.end(body);
    });
}

function lengthOf(method: string, body: string | Uint8Array): { readonly 'content-length'?: string } {
  return method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function readAnswer(message: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => chunks.push(chunk));
    message.on('error', reject);
    message.on('end', () =>
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: chunks.join('') }),
    );
  });
}

function silence(hostname: string, milliseconds: number): Error {
  return Object.assign(new Error(`no answer from ${hostname} for ${milliseconds / 1_000} s`), {
    code: 'ETIMEDOUT',
  });
}
