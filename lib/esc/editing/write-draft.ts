import { writeYamlString } from '../text/yaml-scalar.ts';
import type { Draft } from './draft.ts';

export interface Writing {
  /** Spaces before the lines of a value that needs several. */
  readonly indent: number;
  /** Spaces that one level is further to the right. */
  readonly unit: number;
}

/** What follows `key:` — on the same line where it can, on lines of its own where it must. Lines end in `\n`. */
export function writeAfterColon(draft: Draft, { indent, unit }: Writing): string {
  if (!isBlock(draft)) return ` ${writeScalar(draft, { indent, hint: unit })}`;
  return `\n${lines(draft, { indent, unit })
    .map((line) => ' '.repeat(indent) + line)
    .join('\n')}`;
}

/** What follows the `-` of a list; the first line stands beside it. */
export function writeAfterDash(draft: Draft, { indent, unit }: Writing): string {
  if (!isBlock(draft)) return ` ${writeScalar(draft, { indent, hint: 2 })}`;
  return ` ${lines(draft, { indent, unit }).join(`\n${' '.repeat(indent)}`)}`;
}

/** A value on one line, to stand in brackets. */
export function writeInline(draft: Draft): string {
  switch (draft.kind) {
    case 'verbatim':
      return draft.text;
    case 'string':
      return writeInlineString(draft.value);
    case 'array':
      return `[${draft.items.map(writeInline).join(', ')}]`;
    case 'object':
      return `{${draft.entries.map(({ key, value }) => `${writeKey(key)}: ${writeInline(value)}`).join(', ')}}`;
  }
}

/** Inside brackets only the plainest texts go without quotes. */
export function writeInlineString(text: string): string {
  const written = writeYamlString(text, { indent: 0, isKey: true, hint: 2 });
  return /[,[\]{}:?#]/.test(written) && written === text ? JSON.stringify(text) : written;
}

/** A key as it stands before its colon. */
export function writeKey(key: string): string {
  return writeYamlString(key, { indent: 0, isKey: true, hint: 2 });
}

function isBlock(draft: Draft): draft is Extract<Draft, { kind: 'object' | 'array' }> {
  if (draft.kind === 'object') return !draft.isFlow && draft.entries.length > 0;
  return draft.kind === 'array' && !draft.isFlow && draft.items.length > 0;
}

function writeScalar(draft: Draft, { indent, hint }: { indent: number; hint: number }): string {
  if (draft.kind !== 'string') return writeInline(draft);
  return writeString(draft.value, { indent, hint });
}

/** A string between other lines: a block that keeps its last line breaks would take those that follow it. */
export function writeString(text: string, { indent, hint }: { indent: number; hint: number }): string {
  return writeYamlString(text, { indent, isKey: /\n\n$|^\n$/.test(text), hint });
}

/** The lines of a collection, the first level without indentation; inner lines carry all of theirs. */
function lines(
  draft: Extract<Draft, { kind: 'object' | 'array' }>,
  { indent, unit }: Writing,
): readonly string[] {
  if (draft.kind === 'array') {
    return draft.items.map((item) => `-${writeAfterDash(item, { indent: indent + 2, unit })}`);
  }
  return draft.entries.map(
    ({ key, value }) => `${writeKey(key)}:${writeAfterColon(value, { indent: indent + unit, unit })}`,
  );
}
