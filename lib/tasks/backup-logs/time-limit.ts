/** So long before its end a run begins nothing new; a short run keeps a quarter of its time. */
const RESERVE_MS = 20_000;

/** Answers whether the time is up for a run that begins now. */
export function makeTimeLimit(remainingMs: () => number): () => boolean {
  const reserveMs = Math.min(RESERVE_MS, remainingMs() / 4);
  return () => remainingMs() < reserveMs;
}
