/** A float64 as Go's FormatFloat(value, 'g', -1, 64) prints it: shortest digits, exponent form below -4 or from 6 on. */
export function formatFloat(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (value === 0) return '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return plain(mantissa, exponent);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function plain(mantissa: string, exponent: number): string {
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace(/[-.]/g, '');
  const point = exponent + 1;
  const text =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : digits.length <= point
        ? digits.padEnd(point, '0')
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${text}` : text;
}

/** A JavaScript number as number text: integers that are exact stay plain, everything else as a Go float. */
export function numberText(value: number): string {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : formatFloat(value);
}

/** The exact decimal of a number text, digits times ten to the exponent; undefined where that would be absurdly long. */
export function exactDecimal(
  text: string,
): { readonly digits: bigint; readonly exponent: number } | undefined {
  const match = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const power = Number(exponent) - fraction.length;
  if (Math.abs(power) > 2000 || whole.length + fraction.length > 5000) return undefined;
  const digits = BigInt(`${whole}${fraction}` || '0');
  return { digits: sign === '-' ? -digits : digits, exponent: power };
}

/** Negative, zero or positive as the first number is smaller than, equal to or larger than the second. */
export function compareNumbers(a: string, b: string): number {
  const left = exactDecimal(a);
  const right = exactDecimal(b);
  if (left === undefined || right === undefined) return Number(a) - Number(b);
  const { first, second } = align(left, right);
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Whether the first number is a whole multiple of the second. */
export function isMultiple(a: string, b: string): boolean {
  const left = exactDecimal(a);
  const right = exactDecimal(b);
  if (left === undefined || right === undefined) return Number.isInteger(Number(a) / Number(b));
  const { first, second } = align(left, right);
  return second !== 0n && first % second === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function align(a: Decimal, b: Decimal): { first: bigint; second: bigint } {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    first: a.digits * 10n ** BigInt(a.exponent - exponent),
    second: b.digits * 10n ** BigInt(b.exponent - exponent),
  };
}
