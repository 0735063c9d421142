import { decodeBase64 } from '../text/base64.ts';
import { formatFloat } from '../text/number-text.ts';

export type Resolved =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string' }
  | { readonly kind: 'wrong'; readonly summary: string };

const words: Readonly<Record<string, Resolved>> = {
  '': { kind: 'null' },
  '~': { kind: 'null' },
  null: { kind: 'null' },
  Null: { kind: 'null' },
  NULL: { kind: 'null' },
  true: { kind: 'boolean', value: true },
  True: { kind: 'boolean', value: true },
  TRUE: { kind: 'boolean', value: true },
  false: { kind: 'boolean', value: false },
  False: { kind: 'boolean', value: false },
  FALSE: { kind: 'boolean', value: false },
};
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
/** A date, or a date and a time of day; both stay strings. */
export const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;
const STRING: Resolved = { kind: 'string' };
const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** What a plain scalar means to go-yaml v3: a mix of YAML 1.1 and 1.2, numbers kept as text. */
export function resolvePlain(text: string): Resolved {
  const first = text.charCodeAt(0);
  if (Object.hasOwn(words, text)) return words[text] ?? STRING;
  if (first === 0x2e) return resolveFraction(text);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d) return resolveNumber(text);
  return STRING;
}

/** What a scalar with an explicit core tag means; other tags leave the text as it is. */
export function resolveTagged(text: string, tag: string): Resolved {
  const name = tag.replace('tag:yaml.org,2002:', '!!');
  if (name === '!!binary' && 'wrongAt' in decodeBase64(text)) {
    return { kind: 'wrong', summary: 'yaml: !!binary value contains invalid base64 data' };
  }
  if (name === '!!timestamp' && !TIMESTAMP.test(text)) {
    return {
      kind: 'wrong',
      summary: `yaml: cannot decode ${tagOf(resolvePlain(text))} \`${text}\` as a ${name}`,
    };
  }
  if (!['!!null', '!!bool', '!!int', '!!float'].includes(name)) return STRING;
  const found = resolvePlain(text);
  const foundName = tagOf(found);
  if (found.kind === 'wrong' || foundName === name) return found;
  if (name === '!!float' && found.kind === 'number')
    return { kind: 'number', text: formatFloat(Number(found.text)) };
  return { kind: 'wrong', summary: `yaml: cannot decode ${foundName} \`${text}\` as a ${name}` };
}

function tagOf(found: Resolved): string {
  if (found.kind === 'null') return '!!null';
  if (found.kind === 'boolean') return '!!bool';
  if (found.kind === 'number') return /^[-+]?\d+$/.test(found.text) ? '!!int' : '!!float';
  return '!!str';
}

function resolveFraction(text: string): Resolved {
  if (NOT_FINITE.test(text)) return notFinite(text);
  const isNumber = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(text);
  return isNumber ? resolveFloat(text.replaceAll('_', '')) : STRING;
}

function resolveNumber(text: string): Resolved {
  if (NOT_FINITE.test(text)) return notFinite(text);
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return { kind: 'number', text: String(integer) };
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? resolveFloat(plain) : STRING;
}

/**
 * Go's ParseInt and ParseUint with base 0: 0x, 0o, 0b and a leading zero for octal; undefined beyond 64 bits. go-yaml
 * takes 0o and 0b off by itself, so that a sign may stand behind them.
 */
function parseInteger(text: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9]\d*))$/.exec(
    text.replace(/^(0[ob])([-+])/, '$2$1'),
  );
  if (match === null) return undefined;
  const [, sign, hexadecimal, octal, binary, decimal] = match;
  const magnitude = BigInt(
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : (decimal ?? '0'),
  );
  const value = sign === '-' ? -magnitude : magnitude;
  const limit = sign === '' ? MAX_UINT64 : 2n ** 63n - 1n;
  return value < MIN_INT64 || value > limit ? undefined : value;
}

function resolveFloat(text: string): Resolved {
  const value = Number(text);
  return Number.isFinite(value) ? { kind: 'number', text: formatFloat(value) } : STRING;
}

function notFinite(text: string): Resolved {
  return { kind: 'wrong', summary: `the number ${text} cannot be written in JSON` };
}
