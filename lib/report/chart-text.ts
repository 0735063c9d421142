import { round } from './chart-path.ts';
import { escapeHtml } from './html.ts';

/** Text has a contrast of at least 4.5 against the ground, lines of at least 3; the grid is only a help. */
export const COLOURS = {
  ground: '#ffffff',
  grid: '#e4e8ec',
  text: '#424a53',
  line: '#0b5cad',
  area: '#dbeafb',
  previous: '#77808a',
  limit: '#b42318',
} as const;

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly colour?: string;
}

/** A label in the chart's font and size. */
export function chartText(label: string, { x, y, anchor, colour = COLOURS.text }: TextPlace): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${colour}">${escapeHtml(label)}</text>`;
}
