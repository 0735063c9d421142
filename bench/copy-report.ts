import type { Measured } from './copy-tools.ts';

export interface Row {
  readonly tool: string;
  readonly runs: readonly Measured[];
  /** Set where the result was wrong or the tool failed. */
  readonly flaw?: string;
}

/** A Markdown table: medians, and the medians of the ratios round by round, which a busy machine disturbs least. */
export function renderTable(title: string, rows: readonly Row[]): string {
  const [ours] = rows;
  const lines = rows.map((row) => {
    const ratio = (field: 'wallSeconds' | 'cpuSeconds') =>
      ours === undefined || ours === row ? '1' : hasCopied(row) ? pairedRatio(ours, row, field) : '–';
    const cells = [
      row.tool,
      median(row.runs.map((run) => run.wallSeconds)).toFixed(2),
      median(row.runs.map((run) => run.cpuSeconds)).toFixed(2),
      Math.max(...row.runs.map((run) => run.peakMb)).toFixed(0),
      ratio('wallSeconds'),
      ratio('cpuSeconds'),
      row.flaw ?? 'yes',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['tool', 'wall s', 'CPU s', 'peak MB', 'our wall / its', 'our CPU / its', 'right'];
  return [`### ${title}`, '', `| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines, ''].join(
    '\n',
  );
}

/** What copied nothing, or wrongly, took no time that ours could be compared with. */
function hasCopied({ flaw }: Row): boolean {
  return flaw === undefined || !flaw.startsWith('no');
}

function pairedRatio(ours: Row, theirs: Row, field: 'wallSeconds' | 'cpuSeconds'): string {
  const ratios = ours.runs.flatMap((run, round) => {
    const other = theirs.runs[round];
    return other === undefined ? [] : [run[field] / other[field]];
  });
  return median(ratios).toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** One part of the results page. */
interface Part {
  /** Names the two marks that the part stands between. */
  readonly mark: string;
  readonly heading: string;
  readonly tables: readonly string[];
}

/**
 * Puts tables into what was written before: those of the same title are replaced, others stay, and so does all that is
 * outside of the two marks.
 */
export function mergeTables(before: string, { mark, heading, tables }: Part): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [outside = '', rest = ''] = before.split(begin);
  const [inside = '', after = ''] = rest.split(end);
  const kept = inside.split(/^(?=### )/m).filter((table) => table.startsWith('### '));
  const byTitle = new Map(
    [...kept, ...tables.flatMap((text) => text.split(/^(?=### )/m))].map((table) => [
      titleOf(table),
      table.trim(),
    ]),
  );
  return `${outside.trim()}\n\n${begin}\n${heading.trim()}\n\n${[...byTitle.values()].join('\n\n')}\n${end}\n${after.trimStart()}`.trimStart();
}

function titleOf(table: string): string {
  return table.split('\n')[0] ?? '';
}
