import { type Document, parseDocument, type YAMLError } from 'yaml';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { type Mistake, type Path, pointerOf } from './mistake.ts';
import { explainSyntax } from './yaml-syntax.ts';
import { type Place, type Places, readValue } from './yaml-value.ts';

/** A YAML file as a plain value, and the places where its parts stand. */
export interface YamlFile {
  /** Null where the text holds nothing, or nothing that can be read. */
  readonly value: unknown;
  /** What is wrong with it as YAML. With syntax errors there is no value. */
  readonly diagnostics: readonly Diagnostic[];
  /** The mistake as a diagnostic, at the nearest part that stands in the file. */
  readonly locate: (mistake: Mistake) => Diagnostic;
}

const maxCharacters = 1_000_000;

/** Reads one YAML document of any text and never throws. Aliases are followed within bounds; merge keys are refused. */
export function readYaml(source: string, file: string): YamlFile {
  const text = source.replace(/^\uFEFF/, '');
  const positionAt = positionsOf(text);
  const errorAt = (offset: number, message: string): Diagnostic => ({
    severity: 'error',
    file,
    ...positionAt(offset),
    message,
  });
  const read = parse(text);
  return {
    value: read.value,
    diagnostics: read.mistakes.map(({ offset, message }) => errorAt(offset, message)),
    locate: (mistake) => ({
      ...errorAt(offsetOf(mistake, read.places), mistake.message),
      severity: mistake.severity ?? 'error',
    }),
  };
}

function parse(text: string): ReturnType<typeof readValue> {
  const unread = { value: null, places: new Map() };
  if (text.length > maxCharacters) {
    return { ...unread, mistakes: [{ offset: 0, message: 'the file has more than a million characters' }] };
  }
  const document = compose(text);
  if (document === undefined) {
    return { ...unread, mistakes: [{ offset: 0, message: 'the file is nested too deeply' }] };
  }
  const errors = [...document.errors, ...document.warnings];
  return errors.length > 0 ? { ...unread, mistakes: explainAll(errors) } : readValue(document, text);
}

/** The first error of each place: what follows at the same place follows from it. */
function explainAll(errors: readonly YAMLError[]) {
  const places = new Set<number>();
  return errors
    .map((error) => ({ offset: error.pos[0], message: explainSyntax(error) }))
    .filter(({ offset }) => !places.has(offset) && places.add(offset));
}

/** The parser recurses: some thousand brackets are beyond its stack, and beyond any honest file. */
function compose(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, { uniqueKeys: false, merge: false, prettyErrors: false, version: '1.2' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetOf({ path, at, offset }: Mistake, places: Places): number {
  const place = places.get(pointerOf(path));
  if (place === undefined) return startOf(nearestPlace(path, places));
  if (at === 'key') return startOf(place);
  return place.textOffset === undefined || offset === undefined
    ? place.valueOffset
    : place.textOffset + offset;
}

function nearestPlace(path: Path, places: Places): Place | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const place = places.get(pointerOf(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return undefined;
}

function startOf(place: Place | undefined): number {
  return place?.keyOffset ?? place?.valueOffset ?? 0;
}

/** Finds lines and columns, from 1; an offset beyond the text is its end. */
function positionsOf(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return (offset) => {
    const inside = Math.max(0, Math.min(offset, text.length));
    const line = starts.findLastIndex((start) => start <= inside);
    return { line: line + 1, column: inside - (starts[line] ?? 0) + 1 };
  };
}
