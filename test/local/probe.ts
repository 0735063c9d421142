import type { LocalStack } from '../../lib/local/stack.ts';
import { makeFunction } from './make-function.ts';

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

interface ProbeAnswer {
  readonly code: string;
  readonly message?: string;
}

/** Makes a function with somebody's execution role; it does the calls that it is given and says what came of them. */
export function makeProbe(stack: LocalStack, roleArn: string, name: string) {
  return makeFunction<ProbeCall, ProbeAnswer>(stack, { name, roleArn, file: 'index.js', code: CODE });
}
