import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { read, valid } from './fixture.ts';

const piece = fc.oneof(
  fc.string({ maxLength: 6, unit: 'binary' }),
  fc.constantFrom(
    ':',
    ': ',
    '\n',
    '  ',
    '\t',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '!t ',
    '<<: ',
    '? ',
  ),
  fc.constantFrom(
    '#',
    '|',
    '>',
    '%',
    '---\n',
    '...',
    '\r',
    '\uFEFF',
    '\0',
    '~',
    'null',
    '__proto__',
    '5',
    '.inf',
  ),
  fc.constantFrom(
    'toString',
    'at()',
    'cron(',
    'rate(1 day)',
    'ops/',
    'a: *a',
    '&a [*a]',
    '!!binary x',
    '1: 2',
  ),
);

/** Cuts a stretch out of a text and puts something else there. */
function mutate(text: string, change: { at: number; cut: number; put: string }): string {
  const start = Math.floor(change.at * text.length);
  return text.slice(0, start) + change.put + text.slice(start + change.cut);
}

test('whatever is changed in a right file, it is right or a place within it is named', () => {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 40 }),
    put: piece,
  });

  fc.assert(
    fc.property(change, (mutation) => {
      const text = mutate(valid, mutation);
      const lines = text.replace(/^\uFEFF/, '').split('\n');
      const { jobsFile, diagnostics } = read(text);

      expect(jobsFile === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      for (const { line, column, message } of diagnostics) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('any text at all is answered', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { jobsFile, diagnostics } = read(pieces.join(''));

      expect(jobsFile).toBeUndefined();
      expect(diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
}, 60_000);
