import { isSecretValue, type PlainValue, type Provider, type Schema, secret } from '../esc/index.ts';

/** The providers that opening an environment by hand may call. The seam: providers that reach AWS are put in here. */
export function environmentProviders(): Readonly<Record<string, Provider>> {
  return { 'aws-login': staticLogin };
}

const text: Schema = { type: 'string' };

/** `aws-login` with static credentials. Like the reference's, its whole result is secret. */
const staticLogin: Provider = {
  inputs: {
    type: 'object',
    properties: {
      static: {
        type: 'object',
        properties: { accessKeyId: text, secretAccessKey: text, sessionToken: text },
        required: ['accessKeyId', 'secretAccessKey'],
        additionalProperties: false,
      },
      oidc: { type: 'object' },
      assumeRole: { type: 'object' },
    },
    additionalProperties: false,
  },
  outputs: {
    type: 'object',
    properties: { accessKeyId: text, secretAccessKey: text, sessionToken: text, expiration: text },
    required: ['accessKeyId', 'secretAccessKey'],
    secret: true,
  },
  open: async (inputs) => {
    const fixed = fieldOf(inputs, 'static');
    if (fixed !== undefined && fieldOf(inputs, 'assumeRole') === undefined) return secret(fixed);
    throw new Error('aws-login: no token source is configured here; only "static" can be opened');
  },
};

function fieldOf(plain: PlainValue, key: string): PlainValue | undefined {
  if (typeof plain !== 'object' || plain === null || isSecretValue(plain)) return undefined;
  const found = Object.entries(plain).find(([name]) => name === key);
  return found?.[1];
}
