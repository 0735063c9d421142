import type { Schema } from '../schema/schema.ts';
import { decodeBase64, encodeBase64 } from '../text/base64.ts';
import { type Json, JsonSyntaxError, readJson } from '../text/read-json.ts';
import { compareUtf8, decodeUtf8, encodeUtf8 } from '../text/utf8.ts';
import { coerce } from '../values/coerce.ts';
import { toJson } from '../values/json.ts';
import { ownMerged, schemaOf } from '../values/merge.ts';
import { arrayValue, objectValue, stringValue, unknownValue, type Value } from '../values/value.ts';
import { toYaml } from '../values/yaml.ts';
import { type Cell, report } from './cell.ts';
import { combine, operand, typedOperand } from './operand.ts';

const STRING: Schema = { type: 'string' };
const STRINGS: Schema = { type: 'array', items: STRING };
const ARRAYS: Schema = { type: 'array', items: { type: 'array', items: true } };
const ARRAY: Schema = { type: 'array', items: true };

/** fn::concat: the elements of several lists in one. */
export function concat(cell: Cell): Value {
  const arrays = typedOperand(cell, 'arrays', { schema: ARRAYS });
  if (arrays === undefined) return unknownValue(cell, ARRAY);
  const { isUnknown, isSecret } = combine(arrays);
  if (isUnknown || arrays.kind !== 'array') return unknownValue(cell, ARRAY, isSecret);
  const items = arrays.items.flatMap((array) => (array.kind === 'array' ? array.items : []));
  return arrayValue(cell, items, { secret: isSecret });
}

/** fn::final: a value that an importing environment cannot override. */
export function final(cell: Cell): Value {
  return passOn(cell, operand(cell, 'value'), true);
}

/** The own content of a value, secret or unknown as a whole if anything in it is. */
export function passOn(cell: Cell, value: Value, isFinal: boolean): Value {
  const { isUnknown, isSecret } = combine(value);
  const options = { secret: isSecret, final: isFinal };
  if (isUnknown) return { ...unknownValue(cell, schemaOf(value), isSecret), final: isFinal };
  if (value.kind === 'object') {
    // The reference lists a base's keys again as soon as such an object is copied by a reference or an import.
    const own = ownMerged(value);
    const listed = cell.scope.isRoot ? [...own.keys()].sort(compareUtf8) : undefined;
    return objectValue(cell, own, { ...options, listed });
  }
  return { ...value, ...options, definition: cell, base: undefined };
}

/** fn::join: strings with a delimiter between them. */
export function join(cell: Cell): Value {
  const delimiter = typedOperand(cell, 'delimiter', { schema: STRING });
  const values = typedOperand(cell, 'value', { schema: STRINGS });
  if (delimiter === undefined || values === undefined) return unknownValue(cell, STRING);
  const { isUnknown, isSecret } = combine(delimiter, values);
  if (isUnknown || values.kind !== 'array') return unknownValue(cell, STRING, isSecret);
  return stringValue(cell, values.items.map(textOf).join(textOf(delimiter)), isSecret);
}

/** fn::split: the pieces of a string; an empty delimiter gives its characters. */
export function split(cell: Cell): Value {
  const delimiter = typedOperand(cell, 'delimiter', { schema: STRING });
  const text = typedOperand(cell, 'value', { schema: STRING });
  if (delimiter === undefined || text === undefined) return unknownValue(cell, STRINGS);
  const { isUnknown, isSecret } = combine(delimiter, text);
  if (isUnknown) return unknownValue(cell, STRINGS, isSecret);
  const itemsAreSecret = isSecret && cell.scope.session.options.splitKeepsSecret !== false;
  const by = textOf(delimiter);
  const pieces = by === '' ? [...textOf(text)] : textOf(text).split(by);
  const items = pieces.map((piece) => stringValue(cell, piece, itemsAreSecret));
  return arrayValue(cell, items, { secret: isSecret });
}

/** fn::fromBase64: the text whose bytes are encoded. */
export function fromBase64(cell: Cell): Value {
  return mapText(cell, (text) => {
    const decoded = decodeBase64(text);
    if ('bytes' in decoded) return decodeUtf8(decoded.bytes);
    report(cell, `decoding base64 string: illegal base64 data at input byte ${decoded.wrongAt}`);
    return undefined;
  });
}

/** fn::toBase64: the bytes of a text, encoded. */
export function toBase64(cell: Cell): Value {
  return mapText(cell, (text) => encodeBase64(encodeUtf8(text)));
}

function mapText(cell: Cell, map: (text: string) => string | undefined): Value {
  const value = typedOperand(cell, 'value', { schema: STRING });
  if (value === undefined) return unknownValue(cell, STRING);
  const { isUnknown, isSecret } = combine(value);
  const text = isUnknown ? undefined : map(textOf(value));
  return text === undefined ? unknownValue(cell, STRING, isSecret) : stringValue(cell, text, isSecret);
}

/** fn::fromJSON: the value that a JSON text holds, every part of it secret if the text is. */
export function fromJson(cell: Cell): Value {
  const value = typedOperand(cell, 'value', { schema: STRING });
  if (value === undefined) return unknownValue(cell);
  const { isUnknown, isSecret } = combine(value);
  if (isUnknown) return unknownValue(cell, true, isSecret);
  try {
    return jsonValue(cell, readJson(textOf(value)), isSecret);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    report(cell, `decoding JSON string: ${isSecret ? 'the text is not JSON' : error.message}`);
    return unknownValue(cell, true, isSecret);
  }
}

function jsonValue(cell: Cell, json: Json, secret: boolean): Value {
  const layer = { definition: cell, base: undefined, secret, final: false, weight: 1 };
  if (json === null) return { ...layer, kind: 'null' };
  if (typeof json === 'boolean') return { ...layer, kind: 'boolean', value: json };
  if (typeof json === 'string') return stringValue(cell, json, secret);
  if (json.kind === 'number') return { ...layer, kind: 'number', text: json.text };
  if (json.kind === 'array') {
    return arrayValue(
      cell,
      json.items.map((item) => jsonValue(cell, item, secret)),
      { secret },
    );
  }
  const own = new Map([...json.entries].map(([key, entry]) => [key, jsonValue(cell, entry, secret)]));
  return objectValue(cell, own, { secret });
}

/** fn::toJSON: a value as compact JSON. */
export function toJsonText(cell: Cell): Value {
  return render(cell, (value) => toJson(value, { reveal: true, indent: 0 }));
}

/** fn::toYAML: a value as YAML; numbers come out quoted, as from the reference. */
export function toYamlText(cell: Cell): Value {
  return render(cell, (value) => toYaml(value, { reveal: true, indent: 4, likeReference: true }));
}

function render(cell: Cell, write: (value: Value) => string): Value {
  const value = operand(cell, 'value');
  const { isUnknown, isSecret } = combine(value);
  return isUnknown ? unknownValue(cell, STRING, isSecret) : stringValue(cell, write(value), isSecret);
}

/** fn::toString: a value as interpolation writes it. */
export function toText(cell: Cell): Value {
  const { text, isUnknown, isSecret } = coerce(operand(cell, 'value'));
  return isUnknown ? unknownValue(cell, STRING, isSecret) : stringValue(cell, text, isSecret);
}

function textOf(value: Value): string {
  return value.kind === 'string' ? value.text : '';
}
