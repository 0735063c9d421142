import { expect, test } from '@jest/globals';
import { decryptSecrets, encryptSecrets } from '../../lib/esc/index.ts';

/** Enough of a cipher to see what was encrypted. */
const encrypt = async (plaintext: string) => new TextEncoder().encode(`<<${plaintext}>>`);
const decrypt = async (ciphertext: Uint8Array) => new TextDecoder().decode(ciphertext).slice(2, -2);

test.each([
  ['a literal block', 'fn::secret: |\n      one\n      two\n'],
  ['a folded block', 'fn::secret: >-\n      one\n      two\n\n    # about b\n'],
  ['a block that keeps its breaks', 'fn::secret: |+\n      one\n\n'],
  ['several quoted lines', 'fn::secret: "one\n      two"\n'],
  ['a plain text with a comment', 'fn::secret: one # about it\n'],
])('encrypting takes all of %s, and nothing behind it', async (_, secret) => {
  const text = `values:\n  a:\n    ${secret}  b: 1\n`;

  const encrypted = await encryptSecrets(text, encrypt);
  const decrypted = await decryptSecrets(encrypted.text, decrypt);
  const again = await encryptSecrets(decrypted.text, encrypt);

  expect(encrypted.text).toMatch(/^values:\n {2}a:\n {4}fn::secret:[ \n].*ciphertext: \S+( #.*)?\n/s);
  expect(encrypted.text).toContain('\n  b: 1\n');
  expect(encrypted.text).not.toMatch(/one|two/);
  expect(again.text.replace(/#.*/g, '')).toBe(encrypted.text.replace(/#.*/g, ''));
});
