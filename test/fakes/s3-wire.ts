import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
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
    const request = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers };
    requests.push(request);
    incoming.resume().on('end', () => respond(response, answer(request, requests.length)));
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

export function copyResult(etag = 'e1'): string {
  return `<?xml version="1.0"?><CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-21T02:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag></CopyObjectResult>`;
}

export function errorBody(code: string, message = 'no', more = ''): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
}
