const PADDED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CHUNK = 0x2000;

/** Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** The bytes, or the index of the first byte that is wrong. Line breaks inside are skipped, as Go does. */
export function decodeBase64(text: string): { readonly bytes: Uint8Array } | { readonly wrongAt: number } {
  const packed = text.replace(/[\r\n]/g, '');
  if (!PADDED.test(packed)) return { wrongAt: wrongIndex(text) };
  const binary = atob(packed);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return { bytes };
}

function wrongIndex(text: string): number {
  const found = text.search(/[^A-Za-z0-9+/\r\n]/);
  return found === -1 ? text.length - (text.replace(/[\r\n]/g, '').length % 4) : found;
}
