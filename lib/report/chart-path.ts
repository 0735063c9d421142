export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface DrawnLine {
  /** An SVG path with a gap where points are missing; empty when no two points are neighbours. */
  readonly path: string;
  /** Points without a neighbour, which a line would not show. */
  readonly lonely: readonly Spot[];
}

/**
 * The line through points in order of time. A step wider than `maxStep` is a gap: missing data is not bridged, since
 * it is not known what was there.
 */
export function drawLine(spots: readonly Spot[], maxStep: number): DrawnLine {
  const runs: Spot[][] = [];
  for (const spot of spots) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && spot.x - last.x <= maxStep) run.push(spot);
    else runs.push([spot]);
  }
  const lines = runs.filter((run) => run.length > 1).map((run) => toPath(thinOut(run)));
  return { path: lines.join(''), lonely: runs.flatMap((run) => (run.length === 1 ? run : [])) };
}

function toPath(run: readonly Spot[]): string {
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

/** At most four points per pixel column: first, lowest, highest and last keep the shape that can be seen. */
function thinOut(run: readonly Spot[]): readonly Spot[] {
  const columns = new Map<number, Spot[]>();
  for (const spot of run) {
    const column = Math.floor(spot.x);
    const spots = columns.get(column);
    if (spots === undefined) columns.set(column, [spot]);
    else spots.push(spot);
  }
  return [...columns.values()].flatMap((spots) => {
    if (spots.length <= 4) return spots;
    const lowest = spots.reduce((a, b) => (b.y > a.y ? b : a));
    const highest = spots.reduce((a, b) => (b.y < a.y ? b : a));
    return spots.filter(
      (spot, index) => index === 0 || index === spots.length - 1 || spot === lowest || spot === highest,
    );
  });
}

/** A coordinate with one decimal. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
