/** A text as it is written so that no `$` in it means anything. */
export function escapeDollars(text: string): string {
  return /\$[{$]/.test(text) ? text.replaceAll('$', '$$$$') : text;
}
