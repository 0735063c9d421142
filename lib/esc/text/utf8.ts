/**
 * Texts are JavaScript strings; a byte that is not valid UTF-8 (it can only come out of `fn::fromBase64`) is kept as
 * the lone surrogate U+DC80 + (byte - 0x80), so that encoding gives the very bytes back.
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const loose = new TextEncoder();
const ABOVE_SURROGATES = /[\ud800-\uffff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The text of some bytes; invalid bytes survive as escapes. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeDamaged(bytes);
  }
}

/** The bytes of a text, escapes turned back into the bytes they stand for. */
export function encodeUtf8(text: string): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return loose.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (isByteEscape(code)) bytes.push(code - 0xdc00);
    else bytes.push(...loose.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Whether a code point stands for a raw byte. */
export function isByteEscape(codePoint: number): boolean {
  return codePoint >= 0xdc80 && codePoint <= 0xdcff;
}

/** Length in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xdc80 && unit <= 0xdcff && !isHigh(text.charCodeAt(index - 1))) length += 1;
    else if (isHigh(unit) || (unit >= 0xdc00 && unit <= 0xdfff)) length += 2;
    else length += 3;
  }
  return length;
}

/** Order by UTF-8 bytes, which differs from JavaScript's own order above U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Sorts keys by UTF-8 bytes, in place. */
export function sortKeys(keys: string[]): string[] {
  // Without surrogates JavaScript's own order is the same, and much faster.
  return keys.some((key) => ABOVE_SURROGATES.test(key)) ? keys.sort(compareUtf8) : keys.sort();
}

/** Moves surrogates above the rest of the basic plane. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function decodeDamaged(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[index] ?? 0));
      index += 1;
    } else {
      text += strict.decode(bytes.subarray(index, index + length));
      index += length;
    }
  }
  return text;
}

/** Bytes of the valid character that begins here, 0 if none does. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || index + length > bytes.length) return 0;
  try {
    return [...strict.decode(bytes.subarray(index, index + length))].length === 1 ? length : 0;
  } catch {
    return 0;
  }
}
