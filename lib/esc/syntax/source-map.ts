import { utf8Length } from '../text/utf8.ts';

/** Where the lines of a document begin; enough to turn offsets into places without keeping the text. Plain data. */
export interface SourceMap {
  /** UTF-16 offset of each line's first character. */
  readonly lineStarts: readonly number[];
  /** Text of the lines that are not plain ASCII, by line index. */
  readonly wideLines: Readonly<Record<string, string>>;
}

export interface Place {
  readonly line: number;
  readonly column: number;
  /** Offset in the UTF-8 text. */
  readonly byte: number;
}

const NON_ASCII = /[^\p{ASCII}]/u;

/** Finds the lines of a document. */
export function mapSource(text: string): SourceMap {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const wideLines: Record<string, string> = {};
  if (NON_ASCII.test(text)) {
    lineStarts.forEach((start, index) => {
      const line = text.slice(start, lineStarts[index + 1] ?? text.length);
      if (NON_ASCII.test(line)) wideLines[index] = line;
    });
  }
  return { lineStarts, wideLines };
}

/** Line and column (in characters, not UTF-16 units) of an offset. */
export function placeOf(source: SourceMap, offset: number): Place {
  const index = lineIndex(source.lineStarts, offset);
  const before = offset - (source.lineStarts[index] ?? 0);
  const head = source.wideLines[index]?.slice(0, before);
  return {
    line: index + 1,
    column: (head === undefined ? before : [...head].length) + 1,
    byte: offset + extraBytes(source, index) + (head === undefined ? 0 : utf8Length(head) - head.length),
  };
}

function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function extraBytes(source: SourceMap, before: number): number {
  let extra = 0;
  for (const [index, line] of Object.entries(source.wideLines)) {
    if (Number(index) < before) extra += utf8Length(line) - line.length;
  }
  return extra;
}
