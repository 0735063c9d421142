const DAY_MS = 86_400_000;

/**
 * The moment until which a tag keeps an instance running: an ISO time with zone, a `T` or a blank between date and
 * time, or a date alone, whose whole UTC day is meant. Undefined when the text is neither.
 */
export function parseKeepUntil(text: string): Date | undefined {
  const trimmed = text.trim();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(trimmed);
  const time =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})$/.exec(trimmed);
  if (!day && time === null) return undefined;
  const [, date = trimmed, clock = '00:00', zone = 'Z'] = time ?? [];
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const at = new Date(`${date}T${clock}${offset}`);
  if (Number.isNaN(at.getTime())) return undefined;
  return day ? new Date(at.getTime() + DAY_MS) : at;
}
