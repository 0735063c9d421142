import type { Diagnostic } from '../../model/diagnostic.ts';

/** The way from a document's root to one of its parts. */
export type Path = readonly (string | number)[];

/** A mistake at a key or a value of a document. `offset` counts characters into a scalar. */
export interface Mistake {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly offset?: number;
  /** Default: `error`. */
  readonly severity?: Diagnostic['severity'];
}

/** JSON pointer of a path. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Path of a JSON pointer; list positions come out as text. */
export function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The last step of a path as a person would name it, with its positions in lists: `data[0]`. */
export function labelOf(path: Path): string {
  const last = path.findLastIndex((step) => !/^\d+$/.test(String(step)));
  const positions = path.slice(last + 1).map((step) => `[${step}]`);
  return `${path[last] ?? ''}${positions.join('')}`;
}
