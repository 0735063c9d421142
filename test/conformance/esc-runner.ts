/**
 * The command line with the test providers of the conformance suite: `test` echoes its inputs, `secret-wrapper` makes
 * them secret, `error` fails; the cipher adds 128 to every byte. Only for tests: `esc-runner.ts env open FILE …`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentProviders } from '../../lib/cli/environment-providers.ts';
import {
  hasErrors,
  openEnvironment,
  type PlainValue,
  type Provider,
  parseEnvironment,
  renderValue,
  type Schema,
  secret,
} from '../../lib/esc/index.ts';

/** What the runner is asked to do. */
export type RunnerVerb = 'open' | 'check';

const why: Schema = { type: 'object', properties: { why: { type: 'string' } }, required: ['why'] };
const providers: Record<string, Provider> = {
  ...environmentProviders(),
  test: { inputs: true, outputs: true, open: async (_inputs, { markedInputs }) => markedInputs },
  'secret-wrapper': { inputs: true, outputs: true, open: async (inputs) => secret(inputs) },
  error: { inputs: why, outputs: true, open: async (inputs) => Promise.reject(new Error(reasonOf(inputs))) },
};

function reasonOf(inputs: PlainValue): string {
  const entry = Object.entries(inputs ?? {}).find(([key]) => key === 'why');
  return String(entry?.[1]);
}

async function decrypt(ciphertext: Uint8Array): Promise<string> {
  return new TextDecoder().decode(ciphertext.map((byte) => (byte + 128) & 0xff));
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'test/env' },
    context: { type: 'string' },
    redact: { type: 'boolean', default: false },
    format: { type: 'string', default: 'json' },
  },
});
const [, verb, file = ''] = positionals;
const load = async (name: string) => {
  try {
    return parseEnvironment(readFileSync(join(dirname(file), `${name}.yaml`), 'utf8'), { name });
  } catch {
    return undefined;
  }
};
const context: PlainValue =
  values.context === undefined ? {} : JSON.parse(readFileSync(values.context, 'utf8'));
const mode: RunnerVerb = verb === 'check' ? 'check' : 'open';
const parsed = parseEnvironment(readFileSync(file, 'utf8'), { name: values.as });
const opened = await openEnvironment({ name: values.as, ...parsed, load, providers, decrypt, context, mode });
for (const { environment, line, column, summary } of opened.diagnostics) {
  process.stderr.write(`${environment}:${line}:${column}: ${summary}\n`);
}
if (hasErrors(opened.diagnostics)) process.exitCode = 2;
else {
  const format = values.format === 'string' ? 'string' : 'json';
  process.stdout.write(renderValue(opened.value, { format, reveal: !values.redact }));
}
