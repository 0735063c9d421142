import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCount } from '../../lib/model/format-count.ts';

const spelled = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

test('a count is written as Intl writes it', () => {
  const anyNumber = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  );
  fc.assert(
    fc.property(anyNumber, (value) => {
      const expected = spelled(value);
      // Minus zero is none that people read.
      expect(formatCount(value)).toBe(expected === '-0' ? '0' : expected);
    }),
  );
});
