import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

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
  const client = new LambdaClient(clientConfig(stack.access));
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 20,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(outputFiles[0]?.text ?? '') }) },
    }),
  );
  return async (secret: { ciphertext: string; environment: string }): Promise<SecretAnswer> => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(secret) }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
  };
}
