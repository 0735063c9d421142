/** The asked-for time, start included, end not. */
export interface MathWindow {
  readonly start: Date;
  readonly end: Date;
}

/** Starts of all periods in the window, in epoch milliseconds; the first is aligned down to the period. */
export function periodStarts({ start, end }: MathWindow, periodSeconds: number): readonly number[] {
  const stepMs = periodSeconds * 1_000;
  const first = Math.floor(start.getTime() / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((end.getTime() - first) / stepMs));
  return Array.from({ length: count }, (_, index) => first + index * stepMs);
}
