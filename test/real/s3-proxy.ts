import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';

export interface PassingCall {
  readonly method: string;
  readonly url: string;
  /** From 1, over all calls. */
  readonly count: number;
  readonly isCopy: boolean;
  readonly isListing: boolean;
}

/**
 * What the proxy does with a call. `after` faults let the server do its work and lose only the answer, which is the harder
 * case; the others never reach it.
 */
export type ProxyFault =
  | { readonly kind: 'pass'; readonly before?: () => Promise<void> }
  | { readonly kind: 'reset' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'reset after' }
  /** The page that this bucket's listing had before, once more. */
  | { readonly kind: 'page again' }
  | { readonly kind: 'cut after' }
  | { readonly kind: 'answer after'; readonly status: number; readonly body: string }
  | { readonly kind: 'slow'; readonly milliseconds: number };

export interface S3Proxy {
  readonly endpoint: string;
  readonly counts: { copies: number; listings: number; faults: number; writes: number };
  readonly stop: () => Promise<void>;
}

/** Stands between engine and server, passes the signed host on, and does to each call what the test says. */
export async function startProxy(
  target: string,
  decide: (call: PassingCall) => ProxyFault,
): Promise<S3Proxy> {
  const agent = new Agent({ keepAlive: true });
  const counts = { copies: 0, listings: 0, faults: 0, writes: 0 };
  const pages = new Map<string, Forwarded>();
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count += 1;
    const call = describeCall(incoming, count);
    if (call.isCopy) counts.copies += 1;
    if (call.isListing) counts.listings += 1;
    if (call.method !== 'GET' && call.method !== 'HEAD') counts.writes += 1;
    const fault = decide(call);
    if (fault.kind !== 'pass') counts.faults += 1;
    carry({ incoming, outgoing, fault, target, agent, pages }).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const stop = async () => {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${address.port}`, counts, stop };
}

function describeCall({ method = '', url = '', headers }: IncomingMessage, count: number): PassingCall {
  const isCopy = method === 'PUT' && headers['x-amz-copy-source'] !== undefined;
  return { method, url, count, isCopy, isListing: method === 'GET' && url.includes('list-type=2') };
}

interface Carriage {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly fault: ProxyFault;
  readonly target: string;
  readonly agent: Agent;
  /** The last page of each bucket's listing. */
  readonly pages: Map<string, Forwarded>;
}

async function carry({ incoming, outgoing, fault, target, agent, pages }: Carriage): Promise<void> {
  if (fault.kind === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (fault.kind === 'answer') {
    incoming.resume();
    outgoing.writeHead(fault.status, { 'content-type': 'application/xml' }).end(fault.body);
    return;
  }
  if (fault.kind === 'pass') await fault.before?.();
  const [bucket = ''] = incoming.url?.split('?') ?? [];
  const before = pages.get(bucket);
  const fresh = await forward(incoming, target, agent);
  if (incoming.url?.includes('list-type=2') === true) pages.set(bucket, fresh);
  const answer = fault.kind === 'page again' && before !== undefined ? before : fresh;
  if (fault.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  if (fault.kind === 'reset after') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (fault.kind === 'answer after') {
    outgoing.writeHead(fault.status, { 'content-type': 'application/xml' }).end(fault.body);
    return;
  }
  outgoing.writeHead(answer.status, answer.headers);
  if (fault.kind === 'cut after')
    outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => outgoing.socket?.destroy());
  else outgoing.end(answer.body);
}

interface Forwarded {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function forward(incoming: IncomingMessage, target: string, agent: Agent): Promise<Forwarded> {
  const { hostname, port } = new URL(target);
  const { method, url: path, headers } = incoming;
  return new Promise((resolve, reject) => {
    const call = send({ agent, hostname, port, method, path, headers }, (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('end', () =>
        resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) }),
      );
      message.on('error', reject);
    });
    call.on('error', reject);
    incoming.pipe(call);
  });
}
