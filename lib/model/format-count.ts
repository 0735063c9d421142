/**
 * A number as a whole one with its thousands apart: `12,000`. As `toLocaleString('en-US')` writes it, whose first call reads
 * every locale that Node.js knows: 14 ms, a fifth of a function's first invoke.
 */
export function formatCount(count: number): string {
  const whole = Math.round(Math.abs(count));
  const digits = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 && whole > 0 ? `-${digits}` : digits;
}
