import { build } from 'esbuild';
import type { LocalStack } from '../../lib/local/stack.ts';
import { makeFunction } from './make-function.ts';

/** What a job's function does with a secret, and nothing else. */
const CODE = `
import { hostedDecrypter } from './lib/aws/hosted-secrets.ts';
const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL } = process.env;
export const handler = async ({ ciphertext, environment }) => {
  const decrypt = hostedDecrypter({
    credentials: async () => ({
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    }),
    endpoint: AWS_ENDPOINT_URL,
    fetch,
    now: () => new Date(),
  });
  try {
    return { opened: await decrypt(Buffer.from(ciphertext, 'base64'), environment) };
  } catch (error) {
    return { code: error.code, message: error.message };
  }
};
`;

interface SecretToOpen {
  readonly ciphertext: string;
  readonly environment: string;
}

export interface SecretAnswer {
  readonly opened?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Makes a function with somebody's execution role that opens secrets as jobs do. */
export async function makeSecretsProbe(stack: LocalStack, roleArn: string, name: string) {
  const { outputFiles } = await build({
    stdin: { contents: CODE, resolveDir: stack.folders.root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const code = outputFiles[0]?.text ?? '';
  return makeFunction<SecretToOpen, SecretAnswer>(stack, { name, roleArn, file: 'index.mjs', code });
}
