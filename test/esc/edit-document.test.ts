import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  definitionAt,
  parsePropertyPath,
  readDraft,
  removeValue,
  setValue,
  textDraft,
} from '../../lib/esc/index.ts';
import { openTexts, summarize } from './open.ts';

const name = 'ops/app';

function set(text: string, path: string, yaml: string): string {
  const read = readDraft(yaml);
  if ('wrong' in read) throw new Error(read.wrong);
  const edited = setValue({ text, name, path: stepsOf(path) }, read.draft);
  return edited.kind === 'edited' ? edited.text : JSON.stringify(edited);
}

function remove(text: string, path: string): string {
  const edited = removeValue({ text, name, path: stepsOf(path) });
  return edited.kind === 'edited' ? edited.text : JSON.stringify(edited);
}

function stepsOf(path: string) {
  return parsePropertyPath(path) ?? [];
}

const text = `# about all of it
imports: [ops/base]   # where from
values:
  # about a
  a: 1  # behind a
  'quoted key': "x" # behind x

  list:
    - one   # first
    - b: 2
      c: 3
  flow: {k: v, l: [1, 2]} # in braces
  empty: {}
  none:
  long: |
    text
    more
# the end
`;

describe('setting a value', () => {
  test.each([
    ['a scalar, its comment kept', 'a', 'two', '  a: two  # behind a\n', '  a: 1  # behind a\n'],
    ['the quotes as typed', 'a', '"2"', '  a: "2"  # behind a\n', '  a: 1  # behind a\n'],
    [
      'an object in the place of a scalar',
      'a',
      '{x: {z: 1}}',
      '  a:  # behind a\n    x: {z: 1}\n',
      '  a: 1  # behind a\n',
    ],
    ['lines in the place of a scalar', 'a', '"p\\nq"', '  a: "p\\nq"  # behind a\n', '  a: 1  # behind a\n'],
    [
      'a quoted key',
      '["quoted key"]',
      '[1]',
      "  'quoted key': # behind x\n    - 1\n",
      `  'quoted key': "x" # behind x\n`,
    ],
    ['an element', 'list[0]', 'uno', '    - uno   # first\n', '    - one   # first\n'],
    [
      'an object in the place of an element',
      'list[0]',
      '{p: 1, q: 2}',
      '    - p: 1   # first\n      q: 2\n',
      '    - one   # first\n',
    ],
    ['a new element', 'list[2]', '{}', '      c: 3\n    - {}\n', '      c: 3\n'],
    ['a new key of an element', 'list[1].d', '4', '      c: 3\n      d: 4\n', '      c: 3\n'],
    [
      'a key in braces',
      'flow.k',
      '[a, "b"]',
      '  flow: {k: [a, "b"], l: [1, 2]} # in',
      '  flow: {k: v, l: [1, 2]} # in',
    ],
    [
      'a new key in braces',
      'flow.m',
      'a, b',
      '  flow: {k: v, l: [1, 2], m: "a, b"} # in',
      '  flow: {k: v, l: [1, 2]} # in',
    ],
    [
      'a new element in brackets',
      'flow.l[2]',
      '3',
      '  flow: {k: v, l: [1, 2, 3]} # in',
      '  flow: {k: v, l: [1, 2]} # in',
    ],
    ['a key of what was empty braces', 'empty.x.z', '1', '  empty:\n    x:\n      z: 1\n', '  empty: {}\n'],
    ['a key of what was nothing', 'none[0]', '1', '  none:\n    - 1\n', '  none:\n'],
    ['a block of text', 'long', 'short', '  long: short\n', '  long: |\n    text\n    more\n'],
    ['a new key at the end', 'new.er', '1', '    more\n  new:\n    er: 1\n', '    more\n'],
    ['an import', 'imports[1]', 'ops/more', 'imports: [ops/base, ops/more]   #', 'imports: [ops/base]   #'],
    ['the empty string', 'a', '', '  a: ""  # behind a\n', '  a: 1  # behind a\n'],
  ])('changes %s and nothing else', (_, path, yaml, now, before) => {
    expect(set(text, path, yaml)).toBe(text.replace(before, () => now));
  });

  test.each([
    ['', 'a.b', 'values:\n  a:\n    b: 1\n'],
    ['# empty', 'a', '# empty\nvalues:\n  a: 1\n'],
    ['values: {}\n', 'a', 'values:\n  a: 1\n'],
    ['Values: {a: 2}', 'a', 'Values: {a: 1}\n'],
    [
      'values:\n    a:\n        b: 1',
      'a.c.d',
      'values:\n    a:\n        b: 1\n        c:\n            d: 1\n',
    ],
    ['imports:\n- x\n', 'a', 'imports:\n- x\nvalues:\n  a: 1\n'],
    ['values:\r\n  a: 2\r\n', 'b.c', 'values:\r\n  a: 2\r\n  b:\r\n    c: 1\r\n'],
    ['values:\n  a: |+\n    keep\n\n', 'b', 'values:\n  a: |+\n    keep\n\n  b: 1\n'],
  ])('writes into %j', (before, path, after) => {
    expect(set(before, path, '1')).toBe(after);
  });

  test('adds imports at the end of a document that has none', () => {
    expect(set('values: {a: 1}\n', 'imports[0]', 'ops/base')).toBe(
      'values: {a: 1}\nimports:\n  - ops/base\n',
    );
  });

  test.each([
    ['a.b', 'a.b: expected an array or an object'],
    ['list.b', 'list.b: key for an array must be an int'],
    ['list[7]', 'list[7]: array index out of range'],
    ['flow[0]', 'flow[0]: key for a map must be a string'],
    ['none[1]', 'none[1]: array index out of range'],
  ])('says why there is no place %s', (path, summary) => {
    expect(set(text, path, '1')).toBe(JSON.stringify({ kind: 'wrong', summary }));
  });

  test.each(['hello\n', '- a\n'])('says of %j that it is no environment', (before) => {
    expect(set(before, 'a', '1')).toBe(
      JSON.stringify({ kind: 'wrong', summary: 'environment must be an object' }),
    );
  });

  test('keeps what is not the YAML of an environment as it is', () => {
    expect(set('values: {a: &x 1, b: *x}\n', 'a', '1')).toContain('alias nodes are not supported');
  });
});

describe('removing a value', () => {
  test.each([
    ['a line with its comment', 'a', '', '  a: 1  # behind a\n'],
    ['an element', 'list[0]', '', '    - one   # first\n'],
    ['the first key beside a dash', 'list[1].b', '    - c: 3\n', '    - b: 2\n      c: 3\n'],
    ['the last key of an element', 'list[1].c', '', '      c: 3\n'],
    ['the first in braces', 'flow.k', '{l: [1, 2]}', '{k: v, l: [1, 2]}'],
    ['the last in braces', 'flow.l', '{k: v}', '{k: v, l: [1, 2]}'],
    ['the last of them', 'long', '', '  long: |\n    text\n    more\n'],
    ['an import, leaving an empty list', 'imports[0]', 'imports: []', 'imports: [ops/base]'],
  ])('takes away %s and nothing else', (_, path, now, before) => {
    expect(remove(text, path)).toBe(text.replace(before, () => now));
  });

  test('leaves an empty object where its last key went', () => {
    expect(remove('values:\n  a:\n    b: 1 # x\n', 'a.b')).toBe('values:\n  a: {}\n');
  });

  test('says that there is nothing at a path', () => {
    expect(remove(text, 'list[1].z')).toBe(
      JSON.stringify({ kind: 'wrong', summary: 'list[1].z: there is no such value' }),
    );
  });
});

describe('the definition of a value', () => {
  test.each([
    ['a', '1\n'],
    ['list', '- one   # first\n- b: 2\n  c: 3\n'],
    ['list[1]', 'b: 2\nc: 3\n'],
    ['flow', '{k: v, l: [1, 2]}\n'],
    ['imports', '[ops/base]\n'],
    ['z', undefined],
  ])('of %s is its text without the indentation', (path, expected) => {
    expect(definitionAt({ text, path: stepsOf(path) })).toBe(expected);
  });
});

test('any string is read back as it was set, wherever it stands', async () => {
  const places = ['a', 'list[0]', 'list[1].c', 'flow.k', 'flow.l[0]', 'empty.x', 'none[0]', 'long', 'new.er'];
  const anyText = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '$', '{', ',', '1', '_', '\t'),
    }),
  );
  await fc.assert(
    fc.asyncProperty(anyText, fc.constantFrom(...places), async (value, path) => {
      const draft = textDraft(value.replaceAll('$', '$$$$'));
      const edited = setValue({ text: text.replace('[ops/base]', '[]'), name, path: stepsOf(path) }, draft);
      if (edited.kind !== 'edited') throw new Error(JSON.stringify(edited));
      const steps = stepsOf(path);
      const { values: plain } = summarize(await openTexts({ env: edited.text }));

      expect(steps.reduce<unknown>((found, step) => fieldOf(found, step), plain)).toBe(value);
    }),
    { numRuns: 600 },
  );
});

function fieldOf(value: unknown, step: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === String(step))?.[1]
    : undefined;
}
