import { openZone } from '../model/schedule/zone.ts';
import { formatDay, formatHour } from './times.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [5 / 60, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168, 336].map((hours) => hours * HOUR_MS);
const MOST_TIME_TICKS = 6;
const SMALLEST_REACH = 1e-12;

/** Round values from zero (or the lowest) to the highest, three to six of them. */
export function valueTicks(low: number, high: number): readonly Tick[] {
  const bottom = Math.min(0, low);
  const reach = high - bottom > SMALLEST_REACH ? high - bottom : 1;
  const rough = reach / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(bottom / step);
  const last = Math.max(first + 1, Math.ceil((bottom + reach) / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = Number(((first + index) * step).toPrecision(12));
    return { at, label: shortNumber(at) };
  });
}

/** At most six times at round hours or days of the zone. */
export function timeTicks(startMs: number, endMs: number, timeZone: string): readonly Tick[] {
  const step = STEPS_MS.find((candidate) => (endMs - startMs) / candidate <= MOST_TIME_TICKS) ?? DAY_MS * 30;
  const isDaily = step >= DAY_MS;
  const offsetMs = openZone(timeZone).offsetAt(startMs);
  const first = Math.ceil((startMs + offsetMs) / step) * step - offsetMs;
  const count = Math.max(0, Math.floor((endMs - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step;
    const iso = new Date(at).toISOString();
    return { at, label: isDaily ? formatDay(iso, timeZone) : formatHour(iso, timeZone) };
  });
}

/** `1.2k`, `3M`: a number that fits beside an axis. */
export function shortNumber(value: number): string {
  const [divisor, unit] = unitOf(Math.abs(value));
  return `${Number((value / divisor).toPrecision(3))}${unit}`;
}

function unitOf(size: number): readonly [number, string] {
  if (size >= 1e9) return [1e9, 'G'];
  if (size >= 1e6) return [1e6, 'M'];
  return size >= 1e4 ? [1e3, 'k'] : [1, ''];
}
