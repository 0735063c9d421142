import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What becomes of the connection instead of a whole answer. */
  readonly broken?: 'reset' | 'cut' | 'silent';
}

export interface WireServer {
  readonly endpoint: string;
  readonly requests: WireRequest[];
  readonly stop: () => Promise<void>;
}

/** A server on loopback that answers each request as the test says: for what no real server does on demand. */
export async function startWire(
  answer: (request: WireRequest, count: number) => WireAnswer,
): Promise<WireServer> {
  const requests: WireRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      requests.push(request);
      respond(response, answer(request, requests.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${address.port}`, requests, stop };
}

function respond(
  response: ServerResponse,
  { status = 200, headers = {}, body = '', broken }: WireAnswer,
): void {
  if (broken === 'silent') return;
  if (broken === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  if (broken !== 'cut') {
    response.end(body);
    return;
  }
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
}

/** Answers of JSON in this order, the last one again and again. */
export function inTurn(
  ...answers: readonly WireAnswer[]
): (request: WireRequest, count: number) => WireAnswer {
  return (_request, count) => {
    const { headers, ...answer } = answers[Math.min(count, answers.length) - 1] ?? {};
    return { ...answer, headers: { 'content-type': 'application/x-amz-json-1.0', ...headers } };
  };
}
