import type { PlainValue, Provider } from '../esc/index.ts';
import { checkToken } from '../oidc/check-token.ts';
import type { AwsLoginPorts, Refusal } from '../run/providers/aws-login.ts';
import { awsLoginProvider } from '../run/providers/aws-login-provider.ts';
import { awsParameterStoreProvider } from '../run/providers/aws-parameter-store.ts';
import { awsSecretsProvider } from '../run/providers/aws-secrets.ts';
import type { Sts } from '../run/providers/sts.ts';
import type { TokenSource } from '../run/providers/token-source.ts';
import { openParameterStore, openSecretStore } from './sts-values.ts';

export interface AwsProvidersOptions {
  readonly tokens: TokenSource;
  /** What a token must say before it is sent; leave out only what a foreign issuer's token may say freely. */
  readonly expected: { readonly issuer?: string; readonly audience?: string };
  /** The STS that is asked where a login names no Region. */
  readonly region: string;
  /** In place of AWS's own endpoints: a local stack. One service's own address goes before the one for all. */
  readonly endpoints?: { readonly all?: string | undefined; readonly sts?: string | undefined };
  /** Default: the SDK's, loaded with the first login. */
  readonly sts?: Sts;
  readonly sessionPolicy?: string;
  readonly diagnose?: (refusal: Refusal) => Promise<string | undefined>;
  /** Learns when the credentials of each login expire. */
  readonly onExpiration?: (expiration: Date) => void;
  /** Gets what a provider threw, with its code; the evaluator makes a diagnostic of the message alone. */
  readonly onFailure?: (error: unknown) => void;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
}

/** The providers of AWS, live: what `openEnvironment` calls for `fn::open::aws-login` and its like. */
export function awsProviders(options: AwsProvidersOptions): Readonly<Record<string, Provider>> {
  const { tokens, expected, region, endpoints = {}, sessionPolicy, diagnose, now } = options;
  const values = { fetch: options.fetch, now, ...endpointOf(endpoints.all) };
  const login: AwsLoginPorts = {
    tokens,
    sts: options.sts ?? lazySts({ region, ...endpointOf(endpoints.sts ?? endpoints.all) }),
    checkToken: (token) => checkToken(token, { ...expected, now: now() }),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    ...(diagnose === undefined ? {} : { diagnose }),
  };
  const providers = {
    'aws-login': awsLoginProvider(login),
    'aws-secrets': awsSecretsProvider(openSecretStore(values)),
    'aws-parameter-store': awsParameterStoreProvider(openParameterStore(values)),
  };
  const reported = Object.entries(providers).map(([name, provider]) => [name, reporting(provider, options)]);
  return Object.fromEntries(reported);
}

function endpointOf(endpoint: string | undefined): { readonly endpoint?: string } {
  return endpoint === undefined ? {} : { endpoint };
}

/** The SDK's client takes longer to load than all the rest of a command that needs none. */
function lazySts(options: { readonly region: string; readonly endpoint?: string }): Sts {
  const load = async () => (await import('./sts.ts')).openSts(options);
  return {
    assumeRoleWithWebIdentity: async (session) => (await load()).assumeRoleWithWebIdentity(session),
    assumeRole: async (session) => (await load()).assumeRole(session),
  };
}

function reporting(provider: Provider, options: AwsProvidersOptions): Provider {
  const { onFailure = () => {}, onExpiration = () => {} } = options;
  const open: Provider['open'] = async (inputs, call) => {
    try {
      const output = await provider.open(inputs, call);
      const expiration = expirationOf(output);
      if (expiration !== undefined) onExpiration(expiration);
      return output;
    } catch (error) {
      onFailure(error);
      throw error;
    }
  };
  return { ...provider, open };
}

function expirationOf(output: PlainValue): Date | undefined {
  if (typeof output !== 'object' || output === null) return undefined;
  const expiration = new Map<string, unknown>(Object.entries(output)).get('expiration');
  return typeof expiration === 'string' ? new Date(expiration) : undefined;
}
