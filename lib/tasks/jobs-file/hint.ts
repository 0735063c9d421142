import { didYouMean } from '../../model/schedule/nearest.ts';

/** `; did you mean "x"?`, or nothing. A known name that begins with what was typed counts as near. */
export function hint(typed: string, known: readonly string[]): string {
  if (typed.length > 200) return '';
  const longer = typed.length < 3 ? [] : known.filter((name) => name.startsWith(typed));
  return longer.length === 1 ? `; did you mean "${longer[0]}"?` : didYouMean(typed, known);
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
export function listOf(names: readonly string[], last: 'or' | 'and'): string {
  const quoted = names.map((name) => `"${name}"`);
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}
