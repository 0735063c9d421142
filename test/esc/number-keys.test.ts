import { expect, test } from '@jest/globals';
import { openTexts, summarize, testProviders } from './open.ts';

test('a key that is called "number" is a key like any other, in what providers give and in schemas', async () => {
  const env = `values:
  given: {fn::open::vault: {path: p}}
  echoed: {fn::open::echo: {number: "05"}}
  long: {fn::open::echo: 12345678901234567890}
  checked:
    fn::validate: {schema: {const: {number: "5"}}, value: {number: "5"}}
  refused:
    fn::validate: {schema: {const: {number: "5"}}, value: 5}
`;
  const vault = { inputs: true, outputs: true, open: async () => ({ number: 'not a number' }) };
  const { diagnostics } = summarize(await openTexts({ env }, { providers: { ...testProviders, vault } }));

  expect(diagnostics).toEqual(['env:8:59: expected {"number":"5"}']);
  const right = env.slice(0, env.indexOf('  refused'));
  const { values, text } = summarize(
    await openTexts({ env: right }, { providers: { ...testProviders, vault } }),
  );
  expect(values).toMatchObject({
    given: { number: 'not a number' },
    echoed: { number: '05' },
    checked: { number: '5' },
  });
  expect(text).toContain('"long"="12345678901234567890"');
});
