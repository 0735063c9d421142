import { checkTimezone } from '../schedule/timezone.ts';

/** Cloud Custodian's short names (c7n/filters/offhours.py, `TZ_ALIASES`). `ist` is Dublin, `it` is Kolkata, `gmt` is fixed. */
const aliases: Readonly<Record<string, string>> = {
  pdt: 'America/Los_Angeles',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  ast: 'America/Phoenix',
  at: 'America/Phoenix',
  est: 'America/New_York',
  edt: 'America/New_York',
  et: 'America/New_York',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  ct: 'America/Chicago',
  mst: 'America/Denver',
  mdt: 'America/Denver',
  mt: 'America/Denver',
  gmt: 'UTC',
  gt: 'UTC',
  bst: 'Europe/London',
  ist: 'Europe/Dublin',
  cet: 'Europe/Berlin',
  it: 'Asia/Kolkata',
  jst: 'Asia/Tokyo',
  kst: 'Asia/Seoul',
  sgt: 'Asia/Singapore',
  aet: 'Australia/Sydney',
  brt: 'America/Sao_Paulo',
  nzst: 'Pacific/Auckland',
  utc: 'UTC',
};

export type CustodianZone =
  | { readonly kind: 'timezone'; readonly name: string }
  | { readonly kind: 'error'; readonly message: string };

/**
 * The zone of a `tz=` value: one of the short names, or an IANA name in any case. What Cloud Custodian's library guesses
 * from any other text with a digit, as a POSIX rule, is refused.
 */
export function custodianZone(text: string): CustodianZone {
  const alias = Object.hasOwn(aliases, text) ? aliases[text] : undefined;
  if (alias !== undefined) return { kind: 'timezone', name: alias };
  const spelled = inAnyCase(text);
  if (spelled !== undefined) return { kind: 'timezone', name: spelled };
  if (!/\d/.test(text)) return checkTimezone(titled(text));
  const message = `time zone "${text}" is no IANA name, and Cloud Custodian would guess a POSIX rule`;
  return { kind: 'error', message: `${message}: write Europe/Berlin, or Etc/GMT-2 for a fixed offset` };
}

/** The name as Intl knows it, which reads names in any case. */
function inAnyCase(text: string): string | undefined {
  if (!/^[a-z]/i.test(text)) return undefined;
  const title = checkTimezone(titled(text));
  if (title.kind === 'timezone') return title.name;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function titled(text: string): string {
  return text.replace(/[a-z]+/gi, (word) => `${word[0]?.toUpperCase()}${word.slice(1).toLowerCase()}`);
}
