import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

/** A call that somebody else's credentials are to make: `{service: 's3', command: 'GetObjectCommand', input: …}`. */
export interface ProbeCall {
  readonly service: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Credentials to use instead of the function's own. */
  readonly credentials?: Readonly<Record<string, string>>;
}

const CODE = `
exports.handler = async ({ service, command, input, credentials }) => {
  const sdk = require('@aws-sdk/client-' + service);
  const Client = Object.entries(sdk).find(([name]) => /^[A-Z].*Client$/.test(name) && !name.startsWith('_'))[1];
  try {
    await new Client({ forcePathStyle: true, maxAttempts: 1, ...(credentials ? { credentials } : {}) })
      .send(new sdk[command](input));
    return { code: 'allowed' };
  } catch (error) {
    return { code: error.name, message: error.message };
  }
};
`;

/** Makes a function with somebody's execution role; it does the calls that it is given and says what came of them. */
export async function makeProbe(stack: LocalStack, roleArn: string, name: string) {
  const client = new LambdaClient(clientConfig(stack.access));
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 20,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) },
    }),
  );
  return async (call: ProbeCall): Promise<{ readonly code: string; readonly message?: string }> => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(call) }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
  };
}
