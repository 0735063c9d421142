import { compareNatural } from '../text/natural-order.ts';
import { writeYamlString } from '../text/yaml-scalar.ts';
import { keysOf, propertyOf } from './merge.ts';
import type { Value } from './value.ts';

export interface YamlOptions {
  /** Secrets in clear instead of `[secret]`. */
  readonly reveal: boolean;
  /** Columns per level. */
  readonly indent: number;
  /** With the reference's defects: numbers are strings, and a block loses the line break that it begins with. */
  readonly likeReference: boolean;
}

interface Place {
  readonly options: YamlOptions;
  /** Column of the container that holds what is written. */
  readonly indent: number;
  readonly isItem: boolean;
}

const KEY_LIMIT = 128;

/** A value as a YAML document in block style, keys in natural order. */
export function toYaml(value: Value, options: YamlOptions): string {
  const place: Place = { options, indent: -1, isItem: false };
  return `${write(value, place).replace(/^[\n ]/, '')}\n`;
}

/** What stands behind a key or a dash, with the space or line break before it. */
function write(value: Value, place: Place): string {
  const { options } = place;
  if (value.secret && !options.reveal) return ` ${scalar('[secret]', place)}`;
  switch (value.kind) {
    case 'unknown':
      return ` ${scalar('[unknown]', place)}`;
    case 'null':
      return ' null';
    case 'boolean':
      return ` ${value.value}`;
    case 'number':
      return options.likeReference ? ` ${scalar(value.text, place)}` : ` ${value.text}`;
    case 'string':
      return ` ${scalar(value.text, place)}`;
    case 'array':
      return value.items.length === 0 ? ' []' : writeItems(value.items, place);
    case 'object':
      return keysOf(value).length === 0 ? ' {}' : writeProperties(value, place);
  }
}

function writeItems(items: readonly Value[], place: Place): string {
  const indent = deeper(place);
  const lines = items.map((item) => `-${write(item, { ...place, indent, isItem: true })}`);
  return layOut(lines, indent, place);
}

function writeProperties(object: Value, place: Place): string {
  const indent = deeper(place);
  const inner: Place = { ...place, indent, isItem: false };
  const lines = [...keysOf(object)].sort(compareNatural).map((key) => {
    const property = propertyOf(object, key);
    const text = property === undefined ? ' null' : write(property, inner);
    const name = writeYamlString(key, { indent: deeper(inner), isKey: true, hint: place.options.indent });
    return key.includes('\n') || key.length > KEY_LIMIT
      ? `? ${name}\n${' '.repeat(indent)}:${text}`
      : `${name}:${text}`;
  });
  return layOut(lines, indent, place);
}

/** In a list the first line goes behind the dash; else each goes on its own. */
function layOut(lines: readonly string[], indent: number, { isItem }: Place): string {
  const separator = `\n${' '.repeat(indent)}`;
  return (isItem ? ' ' : separator) + lines.join(separator);
}

function deeper({ indent, isItem, options }: Place): number {
  if (indent < 0) return 0;
  if (isItem) return indent + 2;
  return options.indent * Math.floor((indent + options.indent) / options.indent);
}

function scalar(text: string, place: Place): string {
  const indent = place.indent < 0 ? place.options.indent : deeper(place);
  const written = writeYamlString(text, { indent, isKey: false, hint: place.options.indent });
  const losesBreak = place.options.likeReference && text.startsWith('\n') && written.startsWith('|');
  return losesBreak ? written.replace('\n', '') : written;
}
