import { inflateSync } from 'node:zlib';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly pixels: Uint8Array;
}

/** The pixels of an 8-bit RGBA PNG without interlacing, which is what the renderer writes. */
export function decodePng(png: Uint8Array): Picture {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (stride + 1) + 1;
    unfilter(pixels, {
      at: row * stride,
      stride,
      line: raw.subarray(from, from + stride),
      filter: raw[from - 1] ?? 0,
    });
  }
  return { width, height, pixels };
}

interface Row {
  readonly at: number;
  readonly stride: number;
  readonly line: Uint8Array;
  readonly filter: number;
}

function unfilter(pixels: Uint8Array, { at: start, stride, line, filter }: Row): void {
  for (let column = 0; column < stride; column += 1) {
    const at = start + column;
    const left = column >= 4 ? (pixels[at - 4] ?? 0) : 0;
    const up = start > 0 ? (pixels[at - stride] ?? 0) : 0;
    let guess = 0;
    if (filter === 1) guess = left;
    else if (filter === 2) guess = up;
    else if (filter === 3) guess = (left + up) >> 1;
    else if (filter === 4)
      guess = paeth(left, up, start > 0 && column >= 4 ? (pixels[at - stride - 4] ?? 0) : 0);
    pixels[at] = (line[column] ?? 0) + guess;
  }
}

/** The share of pixels that differ by more than a shade in any channel. */
export function pictureDifference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let at = 0; at < a.pixels.length; at += 4) {
    const red = Math.abs((a.pixels[at] ?? 0) - (b.pixels[at] ?? 0));
    const green = Math.abs((a.pixels[at + 1] ?? 0) - (b.pixels[at + 1] ?? 0));
    const blue = Math.abs((a.pixels[at + 2] ?? 0) - (b.pixels[at + 2] ?? 0));
    const apart = Math.max(red, green, blue) > 24;
    if (apart) different += 1;
  }
  return different / (a.width * a.height);
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
