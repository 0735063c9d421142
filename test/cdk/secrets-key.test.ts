import { expect, test } from '@jest/globals';
import { local } from '../../lib/cdk/local-differences.ts';
import { job, synthesize } from './support/app.ts';
import { propertiesOf, render, statements } from './support/render.ts';

const jobs = [job('nightly'), job('plain')];
const environments = {
  'ops/nightly': { imports: ['ops/base', 'ops/open'], secretsOf: ['ops/nightly', 'ops/base'] },
};

function decryptStatements(wanted: Parameters<typeof synthesize>[0], name: string) {
  const { jobs: stacks } = synthesize({ jobs, environments, ...wanted });
  const [stack] = stacks;
  if (stack === undefined) throw new Error('no stack of jobs');
  const policy = propertiesOf(stack, 'AWS::IAM::Policy', `Job${name}Run`);
  return [statements(policy['PolicyDocument'])]
    .flat()
    .filter((statement) => JSON.stringify(statement).includes('kms:'));
}

test('a job decrypts what its environment and its imports hold, under their names alone', () => {
  expect(decryptStatements({}, 'nightly')).toEqual([
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: expect.stringMatching(/SecretsKey/),
      Condition: { StringEquals: { 'kms:EncryptionContext:environment': ['ops/nightly', 'ops/base'] } },
    },
  ]);
});

test('a job whose environment holds no secret may decrypt nothing', () => {
  expect(decryptStatements({}, 'plain')).toEqual([]);
});

test('on the local stack the condition is left out, for its emulator does not evaluate it', () => {
  expect(decryptStatements({ differences: local }, 'nightly')).toEqual([
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource: expect.stringMatching(/SecretsKey/) },
  ]);
});

test('the key changes its material every year, outlives the stack, and is found by its output', () => {
  const { base } = synthesize({ jobs });
  const key = propertiesOf(base, 'AWS::KMS::Key', 'Secrets');

  expect(key).toMatchObject({ EnableKeyRotation: true });
  expect(render(base.toJSON()['Outputs']['SecretsKey'])).toEqual({
    Value: expect.stringMatching(/SecretsKey.*Arn/),
  });
});
