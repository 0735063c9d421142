import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../lib/cli/run-redactor.ts';

function redact(texts: readonly string[], chunks: readonly string[]): string {
  const redactor = createRedactor(texts.map((text) => Buffer.from(text)));
  const shown = chunks.map((chunk) => redactor.push(Buffer.from(chunk, 'latin1')).toString('latin1'));
  return shown.join('') + redactor.end().toString('latin1');
}

describe('createRedactor', () => {
  test.each([
    [['hunter2'], ['the password is hunter2, ok'], 'the password is [secret], ok'],
    [['hunter2'], ['hun', 'ter', '2'], '[secret]'],
    [['hunter2'], ['hunhunter2hunter', '3'], 'hun[secret]hunter3'],
    [['abc', 'abcdef'], ['abcdef abcde'], '[secret] [secret]de'],
    [['abcdef', 'defghi'], ['abcdefghi'], '[secret]'],
    [['aa'], ['aaaaa'], '[secret]'],
    [['one', 'two'], ['onetwo'], '[secret][secret]'],
    [['line one\nline two'], ['line one\n', 'line two\n', 'line one\nline 2'], '[secret]\nline one\nline 2'],
    [[], ['nothing'], 'nothing'],
  ])('replaces %j in %j', (texts, chunks, shown) => {
    expect(redact(texts, chunks)).toBe(shown);
  });

  test('shows at once what cannot become a secret any more', () => {
    const redactor = createRedactor([Buffer.from('hunter2')]);

    expect(redactor.push(Buffer.from('name: ')).toString()).toBe('name: ');
    expect(redactor.push(Buffer.from('hunter')).toString()).toBe('');
    expect(redactor.push(Buffer.from('2')).toString()).toBe('[secret]');
    expect(redactor.push(Buffer.from('hun')).toString()).toBe('');
    expect(redactor.push(Buffer.from('!')).toString()).toBe('hun!');
  });

  test('never shows a secret, however the stream is cut, and changes nothing else', () => {
    const letters = fc.stringMatching(/^[ab]{3,6}$/);
    const text = fc.array(fc.stringMatching(/^[abc]{0,6}$/), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 4 }), text, (secrets, chunks) => {
        const whole = chunks.join('');
        const shown = redact(secrets, chunks);
        expect(shown).toBe(redact(secrets, [whole]));
        for (const part of shown.split('[secret]')) {
          for (const secret of secrets) expect(part).not.toContain(secret);
        }
        if (!secrets.some((secret) => whole.includes(secret))) expect(shown).toBe(whole);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps bytes that are no text', () => {
    const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');

    expect(redact(['secret'], [bytes])).toBe(bytes);
  });
});
