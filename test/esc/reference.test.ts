import { describe, expect, test } from '@jest/globals';
import { lookUp, renderValue } from '../../lib/esc/index.ts';
import { openTexts, summarize } from './open.ts';

/** What the reference evaluator (v3.262.0) answers; each row was once answered otherwise here. */
async function open(text: string, imported = '') {
  const { values, diagnostics } = summarize(await openTexts({ env: text, one: imported }));
  return diagnostics.length > 0 ? diagnostics.map((line) => line.replace(/^\w+:\d+:\d+: /, '')) : values;
}

describe('YAML is read as go-yaml v3 reads it', () => {
  test.each([
    ['|\n    text', 'text'],
    ['|+\n    text', 'text'],
    ['>\n    text', 'text'],
    ['|\n    text\n  ', 'text\n'],
    ['|\n    text\n     ', 'text\n '],
    ['|+\n    ', ''],
    ['|+\n    \n    ', '\n'],
    ['!!str |\n    text', 'text'],
    ['!!str |+\n    ', ''],
    ['!!omap [a: 1]', [{ a: 1 }]],
    ['0o-7', -7],
    ['0b+11', 3],
    ['"a\\\\/"', 'a\\/'],
  ])('%j', async (written, value) => {
    expect(await open(`values:\n  b: ${written}`)).toEqual({ b: value });
  });

  test.each([
    ['"\\/"', 'yaml: found unknown escape character'],
    ['["a", !!str "\\/"]', 'yaml: found unknown escape character'],
    ['!!timestamp noon', 'yaml: cannot decode !!str `noon` as a !!timestamp'],
    ['!!int x', 'yaml: cannot decode !!str `x` as a !!int'],
  ])('%j is refused', async (written, summary) => {
    expect(await open(`values:\n  b: ${written}\n`)).toEqual([summary]);
  });
});

describe('fn::fromJSON reads and refuses as the reference’s decoder does', () => {
  test.each([
    ['1.e5', "invalid character 'e' after decimal point in numeric literal"],
    ['1e+', 'unexpected EOF'],
    ['-x', "invalid character 'x' in numeric literal"],
    ['nul', 'unexpected EOF'],
    ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['["a\tb"]', "invalid character '\\t' in string literal"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ['{"a" 1}', "invalid character '1' after object key"],
    [' \n', 'EOF'],
  ])('%j', async (json, message) => {
    const text = `values:\n  b: { fn::fromJSON: ${JSON.stringify(json)} }\n`;

    expect(await open(text)).toEqual([`decoding JSON string: ${message}`]);
  });
});

test('an import whose merge is no boolean is not merged', async () => {
  const text = 'imports:\n  - one: { merge: 1 }\nvalues:\n  b: ${a}\n';

  expect(await open(text, 'values: { a: 1 }\n')).toEqual([
    'merge must be a boolean value',
    'unknown property "a"',
  ]);
});

test('a text that ends its line gets no second line end', async () => {
  const opened = await openTexts({ env: 'values:\n  fn: { fn::final: 1 }\n' });
  const line = await openTexts({ env: 'values:\n  a: |\n    text\n' });
  const a = line.value && lookUp(line.value, ['a']);

  expect(renderValue(a, { format: 'string' })).toBe('text\n');
  expect(renderValue(opened.value, { format: 'string' })).toBe('"fn"="1"\n');
});
