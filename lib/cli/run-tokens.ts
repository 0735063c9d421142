import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { UsageError } from '../model/errors.ts';
import type { TokenSource } from '../run/providers/token-source.ts';
import type { Cli } from './cli.ts';

export interface TokenChoice {
  /** `issuer`, `issuer:FUNCTION`, `file:PATH`, `github-actions`, `command:COMMAND` or `pulumi-cloud`. */
  readonly tokenSource?: string;
  /** `project/name` of the environment that the token is for. */
  readonly environment: string;
  readonly audience: string;
  readonly organization: string;
  /** Where STS is asked, and an issuer that is named by its function. */
  readonly region: string;
  /** Where the app is deployed, if somebody says otherwise than `jobs.yaml`. */
  readonly appRegion?: string | undefined;
}

/** The source that is named, or the one that this place offers by itself; the last resort is the issuer that the app deployed. */
export function chooseTokenSource(choice: TokenChoice, cli: Cli): TokenSource {
  const named = choice.tokenSource ?? cli.env['NIGHTSHIFT_TOKEN_SOURCE'];
  if (named !== undefined) return namedSource(named, choice, cli);
  const file = cli.env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  if (file) return namedSource(`file:${file}`, choice, cli);
  if (cli.env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined)
    return namedSource('github-actions', choice, cli);
  return {
    kind: 'issuer',
    token: (request) =>
      namedSource('issuer', choice, cli)
        .token(request)
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          throw new UsageError(
            `no token source: name one with --token-source or NIGHTSHIFT_TOKEN_SOURCE (the app's issuer: ${reason})`,
          );
        }),
  };
}

function namedSource(named: string, choice: TokenChoice, cli: Cli): TokenSource {
  const [, kind = '', detail = ''] = /^([^:]*):?(.*)$/s.exec(named) ?? [];
  const load = sources[kind];
  const wantsDetail = detail === '' ? kindsWithDetail : kindsWithoutDetail;
  if (load === undefined || wantsDetail.includes(kind)) {
    throw new UsageError(
      `token source "${named}": write issuer, issuer:FUNCTION, file:PATH, github-actions, command:COMMAND or pulumi-cloud`,
    );
  }
  const known = sourceKinds.find((source) => source === kind) ?? 'command';
  return { kind: known, token: async (request) => (await load(detail, choice, cli)).token(request) };
}

const sourceKinds = ['issuer', 'file', 'github-actions', 'command', 'pulumi-cloud'] as const;
const kindsWithDetail = ['file', 'command'];
const kindsWithoutDetail = ['github-actions', 'pulumi-cloud'];

type Load = (detail: string, choice: TokenChoice, cli: Cli) => Promise<TokenSource>;

/** Loaded only when a token is asked for: most of them need an SDK client or none at all. */
const sources: Readonly<Record<string, Load>> = {
  issuer: async (named, { region, appRegion, environment }, cli) => {
    const { issuerTokenSource } = await import('../aws/issuer.ts');
    const { openSdkLambda } = await import('../aws/sdk-lambda.ts');
    if (named !== '') return issuerTokenSource(openSdkLambda({ region }), named);
    const { findIssuer, openLiveOperator, readPlace } = await import('./jobs-deployed.ts');
    const place = { region, ...readPlace(appRegion, cli) };
    const found = await findIssuer(environment, await openLiveOperator(place));
    return issuerTokenSource(openSdkLambda(place), found);
  },
  file: async (path) => {
    const { fileTokenSource } = await import('../aws/token-sources.ts');
    return fileTokenSource(path, (file) => readFile(file, 'utf8'));
  },
  command: async (command, _choice, cli) => {
    const { commandTokenSource } = await import('../aws/token-sources.ts');
    return commandTokenSource(command, (line) => runShell(line, cli));
  },
  'github-actions': async (_detail, { audience }, cli) => {
    const { githubActionsTokenSource } = await import('../aws/token-sources.ts');
    return githubActionsTokenSource({
      requestUrl: cli.env['ACTIONS_ID_TOKEN_REQUEST_URL'],
      requestToken: cli.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
      audience,
      fetch: cli.fetch,
    });
  },
  'pulumi-cloud': async (_detail, { audience, organization }, cli) => {
    const { openPulumiCloud } = await import('./pulumi-cloud.ts');
    const { mintOidcToken } = await import('../pulumi-cloud/oidc-token.ts');
    const cloud = openPulumiCloud(cli);
    return {
      kind: 'pulumi-cloud',
      token: () => mintOidcToken(cloud, { organization, audience }),
    };
  },
};

/** The output of a shell's command line; what it prints on stderr is shown, what it prints as a token is not. */
function runShell(line: string, cli: Cli): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...cli.env };
    execFile('/bin/sh', ['-c', line], { cwd: cli.cwd, env, timeout: 60_000 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
