import type { PathStep } from '../esc/index.ts';

const NAME = /passwd|pass|password|pwd|secret|token/i;
/** Of long texts only the beginning is looked at. */
const LENGTH = 16;
const ENOUGH_BITS = 80;
const ENOUGH_BITS_PER_CHARACTER = 3;
/** As much as choosing one of the words that people use. */
const WORD_BITS = 10;
/** Between words. */
const SEPARATOR_BITS = 1.5;
const VOWEL = /[aeiouy]/gi;

/** Whether a value that would be written readably seems to be a secret: by its key's name, and because it is hard to guess. */
export function looksLikeSecret(path: readonly PathStep[], text: string): boolean {
  const key = path.at(-1);
  if (typeof key !== 'string' || !NAME.test(key)) return false;
  const start = text.slice(0, LENGTH);
  const bits = guessingBits(start);
  if (bits >= ENOUGH_BITS) return true;
  return bits >= ENOUGH_BITS / 2 && bits / start.length >= ENOUGH_BITS_PER_CHARACTER;
}

/** Words count as words, everything else by how many characters of its kind there are. */
function guessingBits(text: string): number {
  let bits = 0;
  for (const [run] of text.matchAll(/[a-z]+|[A-Z][a-z]+|[A-Z]+|\d+|[^a-zA-Z\d]/g)) {
    if (/[-_./: ]/.test(run)) {
      bits += SEPARATOR_BITS;
      continue;
    }
    const perCharacter = Math.log2(/\d/.test(run) ? 10 : /[a-z]/i.test(run) ? 26 : 33);
    const random = run.length * perCharacter;
    bits += isWord(run) ? Math.min(random, WORD_BITS) : random;
  }
  return bits;
}

/** Letters that can be spoken. */
function isWord(run: string): boolean {
  const vowels = run.match(VOWEL)?.length ?? 0;
  return run.length >= 2 && /^[a-z]+$/i.test(run) && vowels / run.length >= 0.2 && !/[^aeiouy]{5}/i.test(run);
}
