/** What a picture is made with; both are files of npm packages, read by the caller when a chart is drawn. */
export interface ChartAssets {
  /** `@resvg/resvg-wasm/index_bg.wasm`. */
  readonly wasm: Uint8Array;
  /** Fonts as woff2 or TTF, `@fontsource/inter`. System fonts are never used, so pictures are equal everywhere. */
  readonly fonts: readonly Uint8Array[];
}

export type Rasterize = (svg: string) => Uint8Array;

/** Twice the drawing's own width: sharp on dense screens, and half the time of 2.5 times the width. */
const PICTURE_WIDTH = 960;

/** The wasm module can be set up once per process only. */
let started: Promise<unknown> | undefined;

/** Loads the renderer (2.5 MB of wasm, about 80 ms) and returns it; without a font it would drop every text silently. */
export async function loadRasterizer({ wasm, fonts }: ChartAssets): Promise<Rasterize> {
  if (fonts.length === 0) throw new TypeError('charts need a font: without one their text is dropped');
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  started ??= initWasm(wasm);
  await started;
  return (svg) => {
    const font = { fontBuffers: [...fonts], defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' };
    const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: PICTURE_WIDTH }, font });
    const picture = drawing.render();
    const png = picture.asPng();
    picture.free();
    drawing.free();
    return png;
  };
}
