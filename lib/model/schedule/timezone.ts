import { didYouMean } from './nearest.ts';

export type TimezoneCheck =
  | { readonly kind: 'timezone'; readonly name: string }
  | { readonly kind: 'error'; readonly message: string };

/** Names of today that Intl lists under the older name of the same zone. */
const renamed = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
  'UTC',
  'Etc/UTC',
  'Etc/GMT',
  'GMT',
];
const checked = new Map<string, TimezoneCheck>();

/**
 * Checks an IANA time zone name, in the spelling that AWS takes (EventBridge Scheduler User Guide, "Schedule types"):
 * case counts, and offsets such as `+02:00` are no names.
 */
export function checkTimezone(name: string): TimezoneCheck {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const result = check(name);
  if (result.kind === 'timezone') checked.set(name, result);
  return result;
}

function check(name: string): TimezoneCheck {
  if (name === 'UTC') return { kind: 'timezone', name };
  if (!/^[A-Za-z]/.test(name)) {
    return failed(
      `time zone "${name}" is no IANA name: write one such as Europe/Berlin, or Etc/GMT-2 for a fixed offset`,
    );
  }
  const known = [...Intl.supportedValuesOf('timeZone'), ...renamed];
  if (known.includes(name)) return { kind: 'timezone', name };
  const respelled = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (respelled !== undefined) return failed(`time zone "${name}": case counts; write ${respelled}`);
  if (isKnownToIntl(name) && !/(^|\/)[a-z]/.test(name)) return { kind: 'timezone', name };
  return failed(`unknown time zone "${name}"${didYouMean(name, known) || byCity(name, known)}`);
}

/** People write the city alone: `Berlin`. */
function byCity(name: string, known: readonly string[]): string {
  const city = name.toLowerCase().replaceAll(' ', '_');
  const found = known.find((candidate) => candidate.toLowerCase().endsWith(`/${city}`));
  return found === undefined ? ': write an IANA name such as Europe/Berlin' : `; did you mean "${found}"?`;
}

function isKnownToIntl(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function failed(message: string): TimezoneCheck {
  return { kind: 'error', message };
}
