import { distance } from 'fastest-levenshtein';
import { encodeUtf8 } from './utf8.ts';

/** The candidate nearest to a word, where at most half of it is mistyped; case and `_` do not count. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word);
  let best: string | undefined;
  let bestDistance = Math.floor((folded.length + 1) / 2);
  for (const candidate of candidates) {
    const other = fold(candidate);
    if (Math.abs(other.length - folded.length) > bestDistance) continue;
    const found = distance(folded, other);
    if (found < bestDistance || (found === bestDistance && best !== undefined && candidate < best)) {
      bestDistance = found;
      best = candidate;
    }
  }
  return best;
}

/** The candidates, nearest first, ties in the given order. */
export function byEditDistance(word: string, candidates: readonly string[]): readonly string[] {
  const folded = fold(word);
  return candidates
    .map((candidate) => ({ candidate, away: distance(folded, fold(candidate)) }))
    .sort((a, b) => a.away - b.away)
    .map(({ candidate }) => candidate);
}

/** Lower case, no `_`, one UTF-16 unit per UTF-8 byte: distances are counted in bytes. */
function fold(word: string): string {
  const lower = word.replaceAll('_', '').toLowerCase();
  return /[^\p{ASCII}]/u.test(lower) ? String.fromCharCode(...encodeUtf8(lower)) : lower;
}
