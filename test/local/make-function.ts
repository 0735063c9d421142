import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import type { LocalStack } from '../../lib/local/stack.ts';

export interface MadeFunction {
  readonly name: string;
  /** Whose execution role it has. */
  readonly roleArn: string;
  /** Its one file: `index.mjs` for an ES module, `index.js` for CommonJS. */
  readonly file: 'index.js' | 'index.mjs';
  /** What the file holds; it exports `handler`. */
  readonly code: string;
}

/** Makes a function on the stack; returns how to call it, with what JSON can hold. */
export async function makeFunction<Event, Answer>(
  stack: LocalStack,
  { name, roleArn, file, code }: MadeFunction,
): Promise<(event: Event) => Promise<Answer>> {
  const client = new LambdaClient(clientConfig(stack.access));
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 20,
      Code: { ZipFile: zipSync({ [file]: strToU8(code) }) },
    }),
  );
  return async (event) => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
  };
}
