import { nearest } from './nearest.ts';
import { errorAt, type Piece, type ScheduleError } from './schedule.ts';

/** What a cron field may hold: bounds, names for its values, and whether `22-2` goes round the end. */
export interface FieldSpec {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The name at index 0 stands for `min`. */
  readonly names: readonly string[];
  readonly isCyclic: boolean;
}

export interface FieldValues {
  readonly kind: 'values';
  /** Ascending, without repeats. */
  readonly values: readonly number[];
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields in their order (EventBridge User Guide, "Cron expressions reference"). */
export const fieldSpecs = {
  minutes: { name: 'minutes', min: 0, max: 59, names: [], isCyclic: true },
  hours: { name: 'hours', min: 0, max: 23, names: [], isCyclic: true },
  dayOfMonth: { name: 'day-of-month', min: 1, max: 31, names: [], isCyclic: true },
  month: { name: 'month', min: 1, max: 12, names: monthNames, isCyclic: true },
  dayOfWeek: { name: 'day-of-week', min: 1, max: 7, names: dayNames, isCyclic: true },
  year: { name: 'year', min: 1970, max: 2199, names: [], isCyclic: false },
} as const satisfies Record<string, FieldSpec>;

/** Parses a list of values, names, ranges and steps. Ranges may go round the end (`20-2`, `FRI-MON`), but not in years. */
export function parseField(piece: Piece, spec: FieldSpec): FieldValues | ScheduleError {
  if (piece.text === '?') return errorAt(piece.offset, `field '${spec.name}' cannot be ?: write * for all`);
  const values = new Set<number>();
  for (const item of splitList(piece)) {
    const parsed = parseItem(item, spec);
    if (parsed.kind === 'error') return parsed;
    for (const value of parsed.values) values.add(value);
  }
  return { kind: 'values', values: [...values].sort((a, b) => a - b) };
}

function splitList(piece: Piece): Piece[] {
  const items: Piece[] = [];
  let offset = piece.offset;
  for (const text of piece.text.split(',')) {
    items.push({ text, offset });
    offset += text.length + 1;
  }
  return items;
}

function parseItem(item: Piece, spec: FieldSpec): FieldValues | ScheduleError {
  if (item.text === '') {
    return errorAt(item.offset, `field '${spec.name}' has an empty list item: remove the comma`);
  }
  const slash = item.text.indexOf('/');
  if (slash < 0) return parseSpan(item, spec, undefined);
  const step = parseStep({ text: item.text.slice(slash + 1), offset: item.offset + slash + 1 }, spec);
  if (typeof step !== 'number') return step;
  return parseSpan({ text: item.text.slice(0, slash), offset: item.offset }, spec, step);
}

function parseStep(piece: Piece, spec: FieldSpec): number | ScheduleError {
  const most = spec.isCyclic ? spec.max : spec.max - spec.min;
  const step = /^\d{1,4}$/.test(piece.text) ? Number(piece.text) : Number.NaN;
  if (step >= 1 && step <= most) return step;
  return errorAt(
    piece.offset,
    `field '${spec.name}' has the step "${piece.text}": write a whole number from 1 to ${most} after the /`,
  );
}

/** `*`, `a` or `a-b`; with a step, a lone `a` runs on to the field's end. */
function parseSpan(piece: Piece, spec: FieldSpec, step: number | undefined): FieldValues | ScheduleError {
  if (piece.text === '*') return everyStep({ from: spec.min, to: spec.max, step: step ?? 1 }, spec);
  const dash = piece.text.indexOf('-', 1);
  const from = parseValue(
    { text: dash < 0 ? piece.text : piece.text.slice(0, dash), offset: piece.offset },
    spec,
  );
  if (typeof from !== 'number') return from;
  if (dash < 0) return everyStep({ from, to: step === undefined ? from : spec.max, step: step ?? 1 }, spec);
  const to = parseValue({ text: piece.text.slice(dash + 1), offset: piece.offset + dash + 1 }, spec);
  if (typeof to !== 'number') return to;
  if (to < from && !spec.isCyclic) {
    return errorAt(
      piece.offset,
      `field '${spec.name}' has the range ${piece.text}, which runs backwards: swap its ends`,
    );
  }
  return everyStep({ from, to, step: step ?? 1 }, spec);
}

function everyStep(span: { from: number; to: number; step: number }, spec: FieldSpec): FieldValues {
  const size = spec.max - spec.min + 1;
  const end = span.to < span.from ? span.to + size : span.to;
  const values: number[] = [];
  for (let value = span.from; value <= end; value += span.step) {
    values.push(value > spec.max ? value - size : value);
  }
  return { kind: 'values', values };
}

/** One number or name of the field, within its bounds. */
export function parseValue(piece: Piece, spec: FieldSpec): number | ScheduleError {
  const { text, offset } = piece;
  const named = spec.names.indexOf(text.toUpperCase());
  if (named >= 0) return spec.min + named;
  if (!/^\d+$/.test(text)) return errorAt(offset, notAValue(text, spec));
  const value = Number(text);
  if (value > spec.max) return errorAt(offset, `field '${spec.name}': ${text} is above ${spec.max}`);
  if (value < spec.min) {
    const hint = spec.name === 'day-of-week' ? ' (AWS counts 1-7 from Sunday)' : '';
    return errorAt(offset, `field '${spec.name}': ${text} is below ${spec.min}${hint}`);
  }
  return value;
}

function notAValue(text: string, spec: FieldSpec): string {
  if (text === '')
    return `field '${spec.name}' misses a value: write a number from ${spec.min} to ${spec.max}`;
  const near = spec.names.find((name) => text.toUpperCase().startsWith(name)) ?? nearest(text, spec.names);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const names = spec.names.length > 0 ? ` or ${spec.names[0]}-${spec.names.at(-1)}` : '';
  return `field '${spec.name}': "${text}" is not one of ${spec.min}-${spec.max}${names}${hint}`;
}
