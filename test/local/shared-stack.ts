import { fileURLToPath } from 'node:url';
import { type LocalStack, withLocalStack } from '../../lib/local/stack.ts';

export interface SharedStack {
  readonly stack: LocalStack;
  readonly stop: () => Promise<void>;
}

/** The app's own folder. */
export const APP_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Brings the one local stack up that all tests of a file share, of the app's own project or of another; `stop` takes it
 * down and waits for it.
 */
export function startSharedStack(root: string = APP_ROOT): Promise<SharedStack> {
  return new Promise((resolve, reject) => {
    let finish = () => {};
    const finished = new Promise<void>((done) => {
      finish = done;
    });
    const ended = withLocalStack(
      {
        root,
        env: hostEnv(),
        region: 'eu-central-1',
        now: () => new Date(),
        signal: new AbortController().signal,
        progress: (text) => process.stderr.write(`      ${text}\n`),
      },
      async (stack) => {
        const stop = async () => {
          finish();
          await ended;
        };
        resolve({ stack, stop });
        await finished;
      },
    );
    ended.catch(reject);
  });
}

/** All of the host's variables, as `npm start` passes them: pip may need a proxy or certificates. */
function hostEnv(): Record<string, string> {
  const defined = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(defined);
}
