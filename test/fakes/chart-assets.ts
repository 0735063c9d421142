import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ChartAssets } from '../../lib/report/raster.ts';

const require = createRequire(import.meta.url);

/** The renderer and the font from the installed packages. */
export async function loadChartAssets(): Promise<ChartAssets> {
  const [wasm, font] = await Promise.all([
    readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')),
    readFile(require.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2')),
  ]);
  return { wasm: new Uint8Array(wasm), fonts: [new Uint8Array(font)] };
}
