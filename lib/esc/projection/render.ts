import { goQuote } from '../text/go-quote.ts';
import { compareUtf8 } from '../text/utf8.ts';
import { MAX_WEIGHT, ValueTooLarge } from '../values/coerce.ts';
import { toJson } from '../values/json.ts';
import { keysOf, propertyOf } from '../values/merge.ts';
import type { Value } from '../values/value.ts';
import { toYaml } from '../values/yaml.ts';
import { detailed } from './detailed.ts';

export const valueFormats = ['json', 'yaml', 'string', 'detailed'] as const;
export type ValueFormat = (typeof valueFormats)[number];

/**
 * A value in one of the formats, with a line end at its end. Secrets read `[secret]` unless revealing is asked for. The format
 * `string` throws ValueTooLarge where quoting within quoting would grow beyond bounds.
 */
export function renderValue(
  value: Value | undefined,
  { format, reveal = false }: { readonly format: ValueFormat; readonly reveal?: boolean },
): string {
  switch (format) {
    case 'json':
      return `${value === undefined ? 'null' : toJson(value, { reveal, indent: 2 })}\n`;
    case 'yaml':
      return value === undefined ? 'null\n' : toYaml(value, { reveal, indent: 2, likeReference: false });
    case 'string':
      return ended(value === undefined ? '' : renderText(value, reveal));
    case 'detailed':
      return `${value === undefined ? 'null' : detailed(value, reveal)}\n`;
  }
}

/** A text that ends with a line end has the one it needs. */
function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}

/** A value as fn::toString writes it, but with the keys of merged objects and with redaction. Throws ValueTooLarge. */
export function renderText(value: Value, reveal: boolean): string {
  if (value.secret && !reveal) return '[secret]';
  switch (value.kind) {
    case 'unknown':
      return '[unknown]';
    case 'null':
      return '';
    case 'boolean':
      return String(value.value);
    case 'number':
    case 'string':
      return value.text;
    case 'array':
      return join(
        value.items.map((item) => ({ prefix: '', value: item })),
        reveal,
      );
    case 'object':
      return join(
        keysOf(value).flatMap((key) => {
          const property = propertyOf(value, key);
          return property === undefined ? [] : { prefix: `${goQuote(key)}=`, value: property };
        }),
        reveal,
      );
  }
}

/** Quoting doubles with every level: what would grow beyond bounds is refused. */
function join(parts: readonly { prefix: string; value: Value }[], reveal: boolean): string {
  let length = 0;
  const texts = parts.map(({ prefix, value }) => {
    const quoted = prefix + goQuote(renderText(value, reveal));
    length += quoted.length;
    if (length > MAX_WEIGHT) throw new ValueTooLarge();
    return quoted;
  });
  return texts.join(',');
}

/** A variable and what it is set to. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
}

/** Lines `NAME="text"`, sorted within each group; text is quoted as Go does. */
export function renderDotenv(...groups: readonly (readonly Assignment[])[]): string {
  return lines(groups, ({ name, text: value }) => `${name}=${goQuote(value)}`);
}

/** Lines `export NAME='text'` that a POSIX shell may eval: nothing in a text is expanded. */
export function renderShell(...groups: readonly (readonly Assignment[])[]): string {
  return lines(groups, ({ name, text: value }) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`);
}

/** Whether a shell takes a variable's name; others cannot be exported and would be a way in for commands. */
export function isShellName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function lines(
  groups: readonly (readonly Assignment[])[],
  write: (assignment: Assignment) => string,
): string {
  return groups
    .flatMap((group) => [...group].sort((a, b) => compareUtf8(a.name, b.name)))
    .map((assignment) => `${write(assignment)}\n`)
    .join('');
}
