/** A mistake in a document, at a place a person can go to. Lines and columns count from 1. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One line as compilers print it, `file:line:column: message`, warnings marked. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { severity, file, line, column, message } = diagnostic;
  return oneLine(`${file}:${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${message}`);
}

/** A message as one line, whatever it quotes: line ends become blanks, and what would steer a terminal its code. */
export function oneLine(message: string): string {
  return message
    .replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ')
    .replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
