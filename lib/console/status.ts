import { html } from 'hono/html';
import type { Html } from './html.ts';

/** How a state is told: in words, by a shape, and by a class that has its colour. */
interface Status {
  readonly word: string;
  readonly look: Look;
  /** Path of the shape in a 12 × 12 square. */
  readonly shape: string;
}

/** The colours that the style sheet knows. */
export type Look = 'good' | 'calm' | 'bad' | 'busy' | 'warn' | 'off';

const CHECK = 'M2.5 6.5 5 9l4.5-6';
const DASH = 'M2.5 6h7';
const CROSS = 'M3 3l6 6M9 3l-6 6';
const PLAY = 'M4 2.5v7L9.5 6z';
const BARS = 'M4 2.5v7M8 2.5v7';
const BANG = 'M6 2v5M6 9v1';
const RING = 'M6 2.5a3.5 3.5 0 1 0 .01 0z';

const STATUSES: Readonly<Record<string, Status>> = {
  succeeded: { word: 'succeeded', look: 'good', shape: CHECK },
  'nothing-to-do': { word: 'nothing to do', look: 'calm', shape: RING },
  failed: { word: 'failed', look: 'bad', shape: CROSS },
  skipped: { word: 'skipped', look: 'off', shape: DASH },
  running: { word: 'running', look: 'busy', shape: PLAY },
  paused: { word: 'paused', look: 'warn', shape: BARS },
  waiting: { word: 'waiting', look: 'busy', shape: BARS },
  'not-started': { word: 'missed', look: 'bad', shape: BANG },
  'not-finished': { word: 'not finished', look: 'bad', shape: BANG },
  'did-too-little': { word: 'did too little', look: 'warn', shape: BANG },
  'dead-letters': { word: 'dead letters', look: 'bad', shape: BANG },
};

/** The colour of a state; one that this version does not know is shown as off. */
export function lookOf(state: string): Look {
  return STATUSES[state]?.look ?? 'off';
}

/** A state in words. */
export function wordOf(state: string): string {
  return STATUSES[state]?.word ?? state;
}

/** A state with its shape and colour; the word says it all, so the shape is hidden from readers. */
export function badge(state: string): Html {
  const { word, look, shape } = STATUSES[state] ?? { word: state, look: 'off', shape: DASH };
  return html`<span class="badge ${look}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="${shape}"/></svg>${word}</span>`;
}
