import type { TokenSource } from '../run/providers/token-source.ts';
import { fetchJson, readToken, sourceError } from './token-sources-answer.ts';

/** A token that somebody else writes to a file and renews there, as EKS does (`AWS_WEB_IDENTITY_TOKEN_FILE`). */
export function fileTokenSource(path: string, readText: (path: string) => Promise<string>): TokenSource {
  return {
    kind: 'file',
    token: async () => {
      const message = `cannot read the token file "${path}"`;
      const text = await readText(path).catch((error: unknown) => {
        throw sourceError('file', `${message}: ${errorCode(error)}`);
      });
      return readToken('file', message, text);
    },
  };
}

/** A token that a command prints. `runCommand` gives its standard output and rejects when it fails. */
export function commandTokenSource(
  command: string,
  runCommand: (command: string) => Promise<string>,
): TokenSource {
  return {
    kind: 'command',
    token: async () => {
      const message = `cannot get a token from the command "${command}"`;
      const text = await runCommand(command).catch((error: unknown) => {
        throw sourceError('command', `${message}: ${errorCode(error)}`);
      });
      return readToken('command', message, text);
    },
  };
}

export interface GithubActionsOptions {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` and `…_TOKEN`, which a workflow has with `permissions: id-token: write`. */
  readonly requestUrl: string | undefined;
  readonly requestToken: string | undefined;
  readonly audience: string;
  readonly fetch: typeof fetch;
}

/** The token of a GitHub Actions job. Its subject is the workflow's, so the role must trust that one. */
export function githubActionsTokenSource(options: GithubActionsOptions): TokenSource {
  return {
    kind: 'github-actions',
    token: async () => {
      const { requestUrl, requestToken, audience } = options;
      const message = 'cannot get a token from GitHub Actions';
      if (requestUrl === undefined || requestToken === undefined) {
        throw sourceError('github-actions', `${message}: the job needs "permissions: id-token: write"`);
      }
      const url = new URL(requestUrl);
      url.searchParams.set('audience', audience);
      const answer = await fetchJson({
        fetch: options.fetch,
        kind: 'github-actions',
        message,
        url,
        headers: { authorization: `Bearer ${requestToken}`, accept: 'application/json' },
      });
      return readToken('github-actions', message, answer['value']);
    },
  };
}

/** `ENOENT`, `exit code 3`: what a failing file or command may say without telling what it printed. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'it failed';
  return typeof error.code === 'number' ? `exit code ${error.code}` : String(error.code);
}
