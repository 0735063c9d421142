/**
 * Orders keys by their UTF-8 bytes, as S3 lists them (Amazon S3 API Reference, "ListObjectsV2"). JavaScript orders by
 * UTF-16 units, which differs only where a surrogate pair meets U+E000 to U+FFFF. Negative: `a` comes first.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates, which stand for the code points from U+10000 on, behind U+FFFF. */
function byteRank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
