import type { Figures } from '../../model/outcome.ts';

/** A row of the ledger as a change of it tells: nothing is known of its fields until they are read. */
export type Row = Readonly<Record<string, unknown>>;

/** A change of one row; one of the two is missing where it came or went. */
export interface LedgerChange {
  readonly before?: Row;
  readonly after?: Row;
  /** When it was written, ISO text; rows tell most times themselves. */
  readonly changedAt?: string;
}

/** The field's text, or undefined where it is none. */
export function textOf(row: Row | undefined, name: string): string | undefined {
  const value = row?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The field's number, or undefined where it is none. */
export function numberOf(row: Row | undefined, name: string): number | undefined {
  const value = row?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** The field's fields, or undefined where it has none. */
export function rowOf(row: Row | undefined, name: string): Row | undefined {
  const value = row?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** A run's figures: what of the field are numbers. */
export function figuresOf(row: Row | undefined): Figures | undefined {
  const figures = rowOf(row, 'figures');
  if (figures === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}
