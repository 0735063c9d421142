import { isSecretValue, type PlainValue, type Provider, type Schema, secret } from '../esc/index.ts';
import { awsLoginProvider } from '../run/providers/aws-login-provider.ts';
import { awsParameterStoreProvider } from '../run/providers/aws-parameter-store.ts';
import { awsSecretsProvider } from '../run/providers/aws-secrets.ts';

const refuse = async (): Promise<never> => {
  throw new Error('without a token only static credentials can be opened');
};

/** The providers that functions have, for what they say of their inputs and outputs: they open nothing. */
export const providerShapes: Readonly<Record<'aws-login' | 'aws-secrets' | 'aws-parameter-store', Provider>> =
  {
    'aws-login': awsLoginProvider({
      tokens: { kind: 'issuer', token: refuse },
      sts: { assumeRoleWithWebIdentity: refuse, assumeRole: refuse },
      checkToken: () => ({ kind: 'accepted' }),
      sleep: refuse,
    }),
    'aws-secrets': awsSecretsProvider({ readSecret: refuse }),
    'aws-parameter-store': awsParameterStoreProvider({ readParameter: refuse }),
  };

/** The same where nothing but the documents may be read: static credentials are all that can be opened. */
export function environmentProviders(): Readonly<Record<string, Provider>> {
  return { ...providerShapes, 'aws-login': staticLogin };
}

const text: Schema = { type: 'string' };

/** `aws-login` with static credentials. Like the reference's, its whole result is secret. */
const staticLogin: Provider = {
  inputs: providerShapes['aws-login'].inputs,
  outputs: {
    type: 'object',
    properties: { accessKeyId: text, secretAccessKey: text, sessionToken: text, expiration: text },
    required: ['accessKeyId', 'secretAccessKey'],
    secret: true,
  },
  open: async (inputs) => {
    const fixed = fieldOf(inputs, 'static');
    if (fixed !== undefined && fieldOf(inputs, 'assumeRole') === undefined) return secret(fixed);
    return refuse();
  },
};

function fieldOf(plain: PlainValue, key: string): PlainValue | undefined {
  if (typeof plain !== 'object' || plain === null || isSecretValue(plain)) return undefined;
  const found = Object.entries(plain).find(([name]) => name === key);
  return found?.[1];
}
