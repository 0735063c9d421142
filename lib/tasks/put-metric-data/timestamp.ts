/** When a datum was measured, as the settings say it. */
export type DatumTimestamp =
  | { readonly kind: 'absolute'; readonly at: Date }
  | { readonly kind: 'offset'; readonly milliseconds: number }
  | { readonly kind: 'day'; readonly daysBack: number; readonly millisecondsOfDay: number };

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DAY_MS = UNIT_MS.d;

/** An ISO time with zone, `slot`, an offset from the slot (`-5m`) or a time of a UTC day (`yesterday 04:00:10`). */
export function parseTimestamp(text: string): DatumTimestamp | undefined {
  if (text === 'slot') return { kind: 'offset', milliseconds: 0 };
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (iso) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? undefined : { kind: 'absolute', at };
  }
  return parseOffset(text) ?? parseDay(text);
}

/** The instant that is meant when the job's slot is `slot`. */
export function resolveTimestamp(timestamp: DatumTimestamp, slot: Date): Date {
  switch (timestamp.kind) {
    case 'absolute':
      return timestamp.at;
    case 'offset':
      return new Date(slot.getTime() + timestamp.milliseconds);
    case 'day': {
      const midnight = Math.floor(slot.getTime() / DAY_MS) * DAY_MS;
      return new Date(midnight - timestamp.daysBack * DAY_MS + timestamp.millisecondsOfDay);
    }
  }
}

function parseOffset(text: string): DatumTimestamp | undefined {
  const [, sign, amount, unit] = /^([+-])(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined;
  return { kind: 'offset', milliseconds: (sign === '-' ? -1 : 1) * Number(amount) * UNIT_MS[unit] };
}

function parseDay(text: string): DatumTimestamp | undefined {
  const [, day, hour, minute, second = '0'] =
    /^(today|yesterday) ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const millisecondsOfDay =
    Number(hour) * UNIT_MS.h + Number(minute) * UNIT_MS.m + Number(second) * UNIT_MS.s;
  return { kind: 'day', daysBack: day === 'yesterday' ? 1 : 0, millisecondsOfDay };
}
