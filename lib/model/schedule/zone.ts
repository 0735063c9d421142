/**
 * UTC offsets of IANA zones, asked of Intl once per zone and UTC day and kept. Times are milliseconds since 1970 as
 * `Date` counts them; a local time is the same count with the zone's wall clock read as if it were UTC.
 */
export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC to get local time at a UTC instant. */
  readonly offsetAt: (utcMs: number) => number;
}

/** One UTC day of a zone: one offset, or two with the instant at which the second begins. */
interface DayOffsets {
  readonly before: number;
  readonly after: number;
  readonly changeMs: number;
}

const dayMs = 86_400_000;
const cacheLimit = 40_000;
const zones = new Map<string, Zone>();
const utc: Zone = { name: 'UTC', offsetAt: () => 0 };

/** The zone of a name that `checkTimezone` accepts. Formatters and offsets are kept for the life of the process. */
export function openZone(name: string): Zone {
  if (name === 'UTC' || name === 'Etc/UTC') return utc;
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = { name, offsetAt: cachedOffsets(offsetReader(name)) };
  zones.set(name, zone);
  return zone;
}

/** The wall clock at an instant. */
export function toLocal(zone: Zone, utcMs: number): number {
  return utcMs + zone.offsetAt(utcMs);
}

/**
 * The first instant at which the wall clock shows a local time; none when daylight saving skips it
 * (EventBridge Scheduler User Guide, "Schedule types", daylight saving time).
 */
export function toUtc(zone: Zone, localMs: number): number | undefined {
  const before = zone.offsetAt(localMs - dayMs);
  const within = zone.offsetAt(localMs);
  const after = zone.offsetAt(localMs + dayMs);
  // No zone changes to and fro within two days: three equal offsets leave no doubt.
  if (before === within && within === after) return localMs - within;
  const instants = [before, within, after].map((offset) => localMs - offset).sort((a, b) => a - b);
  return instants.find((instant) => instant + zone.offsetAt(instant) === localMs);
}

/** The instant at which the wall clock reaches a local time: the end of the gap when it is skipped. */
export function toUtcOrAfterGap(zone: Zone, localMs: number): number {
  const exact = toUtc(zone, localMs);
  if (exact !== undefined) return exact;
  // Inside a gap the clock jumps past the time: the smallest instant that shows a later time is the jump.
  return bisect({ low: localMs - 2 * dayMs, high: localMs + 2 * dayMs }, (at) => toLocal(zone, at) > localMs);
}

function cachedOffsets(read: (utcMs: number) => number): (utcMs: number) => number {
  const days = new Map<number, DayOffsets>();
  return (utcMs) => {
    const day = Math.floor(utcMs / dayMs);
    let offsets = days.get(day);
    if (offsets === undefined) {
      if (days.size >= cacheLimit) days.clear();
      offsets = readDay(day * dayMs, read);
      days.set(day, offsets);
    }
    return utcMs < offsets.changeMs ? offsets.before : offsets.after;
  };
}

function readDay(startMs: number, read: (utcMs: number) => number): DayOffsets {
  const before = read(startMs);
  const after = read(startMs + dayMs);
  if (before === after) return { before, after, changeMs: startMs };
  const changeMs = bisect({ low: startMs, high: startMs + dayMs }, (at) => read(at) !== before);
  return { before, after, changeMs };
}

/** The smallest whole second in (low, high] for which the test holds; it must hold at high and from there back without holes. */
function bisect(range: { low: number; high: number }, holds: (at: number) => boolean): number {
  let { low, high } = range;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function offsetReader(name: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(utcMs).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  };
}
