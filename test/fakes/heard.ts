import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Listener {
  readonly endpoint: string;
  readonly heard: readonly Heard[];
  readonly close: () => void;
}

/** A server on loopback that keeps what it is asked, and answers in this order, the last answer again and again. */
export async function listen(...answers: readonly [Said, ...Said[]]): Promise<Listener> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    heard.push({ method, url, headers, body: Buffer.concat(chunks) });
    const {
      status = 200,
      headers: said = {},
      body,
    } = answers[Math.min(heard.length, answers.length) - 1] ?? answers[0];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...said }).end(body);
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { endpoint: `http://127.0.0.1:${await portOf(server)}`, heard, close };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
