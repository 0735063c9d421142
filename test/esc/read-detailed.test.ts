import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  openEnvironment,
  parseEnvironment,
  readDetailedProperties,
  renderValue,
} from '../../lib/esc/index.ts';

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string(),
  fc.integer(),
  fc.constantFrom('1e400', '0.10', '-0', '123456789012345678901234567890'),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('value', 'secret', 'unknown', 'trace', 'a', 'b', 'ä'), tie('node'), {
      maxKeys: 4,
    }),
  ),
})).node;

/** What a service answers for these values: every value with where it was defined. */
async function answerFor(values: unknown) {
  const text = JSON.stringify({ values: { it: values, hidden: { 'fn::secret': 's' } } }, undefined, 1);
  const { document } = parseEnvironment(text.replace(/[^\p{ASCII}]/gu, 'x'), { name: 'ops/it' });
  const opened = await openEnvironment({
    name: 'ops/it',
    document,
    load: async () => undefined,
    providers: {},
    mode: 'open',
  });
  const detailed = renderValue(opened.value, { format: 'detailed', reveal: true });
  return { detailed, text: detailed.replace('"value"', '"properties"') };
}

test('reads back what detailed wrote: values, secrets, number text and places', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (values) => {
      const { detailed, text } = await answerFor(values);

      const read = renderValue(readDetailedProperties(text, 'ops/it'), { format: 'detailed', reveal: true });

      // The whole itself has no trace in an answer.
      expect(JSON.parse(read).value).toEqual(JSON.parse(detailed).value);
    }),
    { numRuns: 150 },
  );
});

test.each(['', '[]', '{"properties": 1}', '{"properties": {', `{"properties":${'{"a":'.repeat(500)}`])(
  'takes %j for something else',
  (text) => {
    expect(readDetailedProperties(text, 'ops/it')).toBeUndefined();
  },
);
