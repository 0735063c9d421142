import { didYouMean } from '../schedule/nearest.ts';

export type Path = readonly (string | number)[];
export type Report = (path: Path, message: string, at?: 'key' | 'value') => void;

/** A mapping, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list; nothing is an empty one. */
export function list(value: unknown, path: Path, report: Report): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  report(path, `"${path.join('.')}" must be a list`);
  return [];
}

/** A text; anything else is reported. */
export function textOf(value: unknown, path: Path, report: Report): string {
  if (typeof value === 'string') return value;
  report(path, value === undefined ? `"${path.join('.')}" is missing` : `"${path.join('.')}" must be a text`);
  return '';
}

/** One of the known words; anything else is reported with the nearest. */
export function choice<Word extends string>(field: {
  value: unknown;
  path: Path;
  known: readonly Word[];
  report: Report;
}): Word | undefined {
  const found = field.known.find((word) => word === field.value);
  if (found !== undefined) return found;
  const hint = didYouMean(String(field.value), field.known) || `; write ${field.known.join(', ')}`;
  field.report(field.path, `"${field.path.join('.')}" cannot be "${String(field.value)}"${hint}`);
  return undefined;
}

/** Reports each key that is not known, with the nearest one. */
export function refuseUnknownKeys(field: {
  value: Record<string, unknown>;
  path: Path;
  known: readonly string[];
  report: Report;
}): void {
  for (const key of Object.keys(field.value)) {
    if (field.known.includes(key)) continue;
    const hint = didYouMean(key, field.known) || `; known: ${field.known.join(', ')}`;
    field.report([...field.path, key], `unknown key "${key}"${hint}`, 'key');
  }
}
