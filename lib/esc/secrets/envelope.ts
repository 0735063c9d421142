import { decodeBase64, encodeBase64 } from '../text/base64.ts';
import { crc32 } from './crc32.ts';

const MAGIC = [0x65, 0x73, 0x63, 0x78];
const VERSION = 1;
const HEADER_BYTES = 8;
const CHECKSUM_BYTES = 4;
/** The reference refuses shorter envelopes. */
const MIN_BYTES = 16;

/** The text that stands behind `ciphertext:` for some cipher bytes: "escx", version, bytes and a checksum, in base64. */
export function encodeEnvelope(ciphertext: Uint8Array): string {
  const bytes = new Uint8Array(HEADER_BYTES + ciphertext.length + CHECKSUM_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(MAGIC.length, VERSION);
  bytes.set(ciphertext, HEADER_BYTES);
  const checksumAt = bytes.length - CHECKSUM_BYTES;
  view.setUint32(checksumAt, crc32(bytes.subarray(0, checksumAt)));
  return encodeBase64(bytes);
}

/** The cipher bytes of an envelope, or what is wrong with it. */
export function decodeEnvelope(
  text: string,
): { readonly ciphertext: Uint8Array } | { readonly wrong: string } {
  const decoded = decodeBase64(text);
  if ('wrongAt' in decoded) return { wrong: `illegal base64 data at input byte ${decoded.wrongAt}` };
  const { bytes } = decoded;
  if (bytes.length < MIN_BYTES) return { wrong: 'EOF' };
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return { wrong: 'invalid header' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksumAt = bytes.length - CHECKSUM_BYTES;
  if (view.getUint32(checksumAt) !== crc32(bytes.subarray(0, checksumAt)))
    return { wrong: 'invalid checksum' };
  if (view.getUint32(MAGIC.length) !== VERSION) return { wrong: 'unsupported version' };
  return { ciphertext: bytes.slice(HEADER_BYTES, checksumAt) };
}
