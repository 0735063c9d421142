import { serve } from '@hono/node-server';
import { makeConsole } from './app.ts';
import type { ConsoleOptions } from './context.ts';

/** The running page. */
export interface RunningConsole {
  /** Address with the token that counts once. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves the page on loopback, on a free port if none is given. Throws where the port is taken. */
export async function serveConsole(
  options: ConsoleOptions & {
    readonly port: ConsoleOptions['port'];
    readonly listenPort?: number;
    readonly token: string;
    readonly session: string;
    readonly onError: (error: unknown) => void;
  },
): Promise<RunningConsole> {
  const { token, session } = options;
  let authority = '';
  const app = makeConsole({ ...options, guard: { authority: () => authority, token, session } });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.listenPort ?? 0 });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  authority = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  // What it could not read shows on the page itself, each time that it is asked for.
  app.warmUp().catch(() => {});
  return {
    url: `http://${authority}/?token=${token}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
