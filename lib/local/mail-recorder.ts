import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { Emulator } from './emulator.ts';

/** Stands before the emulator's SES and keeps each mail whole: the emulator forgets raw messages but for their text. */
export interface MailRecorder {
  readonly endpoint: string;
  /** Raw MIME messages that the emulator accepted, oldest first. */
  readonly messages: readonly Uint8Array[];
  /** Where requests go; known only once the emulator runs. */
  readonly forwardTo: (emulator: Pick<Emulator, 'port'>, certificate: string) => void;
  readonly stop: () => Promise<void>;
}

interface Target {
  readonly port: number;
  readonly certificate: string;
}

/** Starts the recorder on a free loopback port. Every request is passed on as it is, signature and all. */
export async function startMailRecorder(): Promise<MailRecorder> {
  const messages: Uint8Array[] = [];
  let target: Target | undefined;
  const server = createServer(async (incoming, outgoing) => {
    const body = await readAll(incoming);
    if (target === undefined) outgoing.writeHead(503).end();
    else passOn({ incoming, outgoing, body, target, messages });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    messages,
    forwardTo: (emulator, certificate) => {
      target = { port: emulator.port, certificate };
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
  readonly target: Target;
  readonly messages: Uint8Array[];
}

function passOn({ incoming, outgoing, body, target, messages }: Exchange): void {
  const { method, url, headers } = incoming;
  const place = { host: '127.0.0.1', port: target.port, ca: target.certificate, servername: 'localhost' };
  const asked = request({ ...place, method, path: url, headers }, (answer) => {
    if (answer.statusCode === 200) keep(body, messages);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  asked.on('error', () => outgoing.writeHead(502).end());
  asked.end(body);
}

/** SendEmail's body: `{Content: {Raw: {Data: <base64>}}}` for a whole message. */
function keep(body: Buffer, messages: Uint8Array[]): void {
  try {
    const { Content }: { Content?: { Raw?: { Data?: string } } } = JSON.parse(body.toString('utf8'));
    if (Content?.Raw?.Data !== undefined) messages.push(Buffer.from(Content.Raw.Data, 'base64'));
  } catch {
    // No JSON: some other call, which the emulator has answered already.
  }
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
