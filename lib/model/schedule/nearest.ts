import { distance } from 'fastest-levenshtein';

/** The candidate that the typed text most likely means, ignoring case, or none when nothing is near. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const text = typed.toLowerCase();
  const limit = text.length <= 3 ? 1 : Math.max(2, Math.floor(text.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, far: distance(text, candidate.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.candidate;
}

/** The end of a message: `; did you mean "X"?`, or nothing. */
export function didYouMean(typed: string, candidates: readonly string[]): string {
  const found = nearest(typed, candidates);
  return found === undefined ? '' : `; did you mean "${found}"?`;
}
