import { readFile } from 'node:fs/promises';
import type { ChartAssets } from '../../lib/report/raster.ts';

/** The renderer and the font from the installed packages. */
export async function loadChartAssets(): Promise<ChartAssets> {
  const read = async (name: string) =>
    new Uint8Array(await readFile(new URL(`../../node_modules/${name}`, import.meta.url)));
  const [wasm, font] = await Promise.all([
    read('@resvg/resvg-wasm/index_bg.wasm'),
    read('@fontsource/inter/files/inter-latin-400-normal.woff2'),
  ]);
  return { wasm, fonts: [font] };
}
