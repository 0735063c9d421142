import type { JudgementView, SeriesView, VerdictLevel } from './report-view.ts';

interface Mark {
  /** Read with or without colours. */
  readonly word: string;
  readonly symbol: string;
  /** Contrast of at least 4.5 against white, and white against it. */
  readonly colour: string;
  readonly className: string;
}

const VERDICTS: Readonly<Record<VerdictLevel, Mark>> = {
  good: { word: 'Within limits', symbol: '✓', colour: '#1a7f37', className: 'good' },
  breach: { word: 'Limit breached', symbol: '▲', colour: '#b42318', className: 'breach' },
  unsure: { word: 'Not certain', symbol: '?', colour: '#8a5a00', className: 'unsure' },
  'no-data': { word: 'No data', symbol: '–', colour: '#57606a', className: 'missing' },
  unjudged: { word: 'Report', symbol: '•', colour: '#0b5cad', className: 'plain' },
};

/** How a verdict looks and what it is called. */
export function verdictMark(level: VerdictLevel): Mark {
  return VERDICTS[level];
}

/** How a series' judgement looks and what it is called; without a threshold, plain. */
export function seriesMark({ judgement, points }: SeriesView): Mark {
  if (points.length === 0 && judgement.kind !== 'breach') return VERDICTS['no-data'];
  return VERDICTS[judgementLevel(judgement)];
}

function judgementLevel({ kind }: JudgementView): VerdictLevel {
  switch (kind) {
    case 'none':
      return 'unjudged';
    case 'within':
      return 'good';
    case 'breach':
      return 'breach';
    case 'unsure':
      return 'unsure';
  }
}
