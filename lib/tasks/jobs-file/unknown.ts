/** What the schema itself says of a value that does not fit; editors show it too. */
export function ownMessage(schema: unknown): string | undefined {
  const own = field(schema, 'patternErrorMessage') ?? field(schema, 'errorMessage');
  return typeof own === 'string' ? own : undefined;
}

/** What a map of this schema calls its keys; default `key`. */
export function nounOf(schema: unknown): string {
  const noun = field(schema, 'keyNoun');
  return typeof noun === 'string' ? noun : 'key';
}

/** A field of a value of unknown shape, own fields only. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The keys of a map; none of anything else. */
export function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** Text as it is, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The entries of a map; none of anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A field that is text. */
export function textFieldOf(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}
