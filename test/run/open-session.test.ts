import { expect, test } from '@jest/globals';
import { encodeEnvelope, parseEnvironment } from '../../lib/esc/index.ts';
import { ServiceError } from '../../lib/model/errors.ts';
import { openSession } from '../../lib/run/open-session.ts';

const CANARY = 'canary-b1f0-and-more';
const ciphertext = new TextEncoder().encode('ciphertext of a secret');
const texts = {
  'ops/job': `imports: [ops/base]
values:
  environmentVariables: {AWS_ACCESS_KEY_ID: AKIA, AWS_SECRET_ACCESS_KEY: "\${key}", WEBHOOK: "\${key}"}
`,
  'ops/base': `values:\n  key:\n    fn::secret: {ciphertext: ${encodeEnvelope(ciphertext)}}\n`,
};

function open(decrypt: (ciphertext: Uint8Array, environment: string) => Promise<string>) {
  const documents = Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const { document } = parseEnvironment(text, { name });
      return document === undefined ? [] : [[name, document]];
    }),
  );
  return openSession({
    environment: 'ops/job',
    documents,
    context: {},
    region: 'eu-central-1',
    providers: () => ({}),
    decrypt,
    now: () => new Date('2026-03-06T17:00:00Z'),
  });
}

test('a secret is opened for the environment whose document holds it, which may be an import', async () => {
  const asked: unknown[] = [];
  const session = await open(async (bytes, environment) => {
    asked.push([new TextDecoder().decode(bytes), environment]);
    return CANARY;
  });

  expect(asked).toEqual([['ciphertext of a secret', 'ops/base']]);
  expect(session.variable('WEBHOOK')).toBe(CANARY);
  expect(await session.credentials()).toEqual({ accessKeyId: 'AKIA', secretAccessKey: CANARY });
});

test('a key that may not be used ends the opening with its own code, so that the outcome can tell it', async () => {
  const refusal = new ServiceError({
    code: 'AccessDeniedException',
    message: 'cannot decrypt the secrets of "ops/base"',
    service: 'kms',
    operation: 'Decrypt',
  });

  await expect(open(async () => Promise.reject(refusal))).rejects.toBe(refusal);
});
