import type { EnvironmentDiagnostic } from '../esc/index.ts';
import { type JsonObject, listAt, objectOf, textAt } from './json.ts';

/** The diagnostics that an answer lists; a severity that is left out means error. */
export function readDiagnostics(body: JsonObject): readonly EnvironmentDiagnostic[] {
  return listAt(body, 'diagnostics').map((item) => readDiagnostic(objectOf(item)));
}

function readDiagnostic(item: JsonObject): EnvironmentDiagnostic {
  const range = objectOf(item['range']);
  const begin = objectOf(range['begin']);
  const detail = textAt(item, 'detail');
  const summary = textAt(item, 'summary') ?? 'the service names no reason';
  return {
    severity: isWarning(item['severity']) ? 'warning' : 'error',
    environment: textAt(range, 'environment') ?? '<yaml>',
    line: countAt(begin, 'line'),
    column: countAt(begin, 'column'),
    summary: oneLine(detail === undefined ? summary : `${summary}; ${detail}`),
  };
}

/** Written as a word, or as HCL's number for a warning. */
function isWarning(severity: unknown): boolean {
  return severity === 2 || (typeof severity === 'string' && severity.toLowerCase().endsWith('warning'));
}

function countAt(place: JsonObject, key: string): number {
  const value = place[key];
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 1;
}

function oneLine(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .join('; ');
}
