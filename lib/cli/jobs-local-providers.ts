import { awsProviders } from '../aws/sts-providers.ts';
import type { Provider } from '../esc/index.ts';
import { audienceFor } from '../oidc/claims.ts';
import type { ProviderWatch } from '../run/open-session.ts';
import type { Cli } from './cli.ts';
import { diagnoser } from './run-diagnose.ts';
import type { LiveOptions } from './run-open.ts';
import { readSettings } from './run-settings.ts';
import { chooseTokenSource } from './run-tokens.ts';

/** How a job's environment is opened in this process. */
export interface LocalLogin extends LiveOptions {
  readonly organization: string;
  readonly region: string;
  /** `project/name`. */
  readonly environment: string;
}

/** The providers of AWS with a token of this shell's, as `nightshift run` finds one. */
export function localProviders(
  login: LocalLogin,
  watch: ProviderWatch,
  cli: Cli,
): Readonly<Record<string, Provider>> {
  const { organization, region, environment: rootEnvironment } = login;
  const audience = login.audience ?? audienceFor({ organization, rootEnvironment });
  const tokens = chooseTokenSource({ ...login, audience }, cli);
  const isOurs = tokens.kind === 'issuer' || tokens.kind === 'command';
  const issuer = login.issuer ?? (isOurs ? readSettings(cli.cwd).issuerUrl : undefined);
  const endpoint = cli.env['AWS_ENDPOINT_URL'];
  // A file's token is not ours: only what was asked for is held against it.
  const wantsAudience = tokens.kind !== 'file' || login.audience !== undefined;
  return awsProviders({
    tokens,
    expected: { ...(issuer === undefined ? {} : { issuer }), ...(wantsAudience ? { audience } : {}) },
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    diagnose: diagnoser(region, cli),
    ...watch,
    fetch: cli.fetch,
    now: cli.now,
  });
}
