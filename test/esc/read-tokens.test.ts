import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Composer, type CST, Parser, stringify } from 'yaml';
import { convertNode } from '../../lib/esc/syntax/convert-node.ts';
import type { Problem, SyntaxNode } from '../../lib/esc/syntax/node.ts';
import { readTokens } from '../../lib/esc/syntax/read-tokens.ts';

test('reads the same from tokens as from a composed document, or leaves it to the composer', () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      null,
      true,
      'true',
      '',
      '1',
      1.5,
      '# no comment',
      'a: b',
      '- x',
      'two\nlines\n',
      ' x',
      "it's",
      '"q"',
    ),
    fc.string(),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 4 }), tie('tree'), { maxKeys: 3 }),
    ),
  }));
  const options = fc.record({
    indent: fc.integer({ min: 1, max: 4 }),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom<'any' | 'block' | 'flow'>('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL'>(
      'PLAIN',
      'QUOTE_DOUBLE',
      'QUOTE_SINGLE',
      'BLOCK_LITERAL',
    ),
  });
  let read = 0;
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ maxLength: 5 }), tree, { minKeys: 1 }),
      options,
      (values, style) => {
        read += compare(stringify({ values }, { ...style, lineWidth: 0 }));
      },
    ),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(50);
});

test('never takes from tokens what the composer refuses', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    ':',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '# c',
    '|',
    '&x ',
    '!t ',
    '*x',
    '\t',
    '? ',
    '---',
    '1',
    'b: 1',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      compare(pieces.join(''));
    }),
    { numRuns: 20_000 },
  );
});

/** 1 if the tokens were enough. */
function compare(text: string): number {
  const tokens = [...new Parser().parse(text)];
  const documents = tokens.filter((token): token is CST.Document => token.type === 'document');
  const isPlain = tokens.every(({ type }) => ['document', 'comment', 'newline', 'space'].includes(type));
  const [document] = documents;
  if (document === undefined || documents.length > 1 || !isPlain) return 0;
  const problems: Problem[] = [];
  const found = readTokens(document, problems);
  if (found === undefined) return 0;
  const [composed] = new Composer({ schema: 'failsafe', uniqueKeys: false, merge: false }).compose(tokens);
  expect({ text, errors: composed?.errors.map(({ message }) => message) }).toEqual({ text, errors: [] });
  if (composed === undefined || composed.contents === null) throw new Error('the composer found nothing');
  const expected = convertNode(composed.contents, text);
  expect({ text, node: withoutEnds(found), problems }).toEqual({
    text,
    node: expected.root && withoutEnds(expected.root),
    problems: expected.problems,
  });
  return 1;
}

/** Where a container ends is told more narrowly from tokens. */
function withoutEnds(node: SyntaxNode): unknown {
  const { end: _end, ...rest } = node;
  if (rest.kind === 'array') return { ...rest, elements: rest.elements.map(withoutEnds) };
  if (rest.kind !== 'object') return rest;
  return { ...rest, entries: rest.entries.map(({ key, value }) => [withoutEnds(key), withoutEnds(value)]) };
}
