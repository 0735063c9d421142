import { type LogLevel, logLine, metricLine } from '../lib/model/function-log.ts';

/** Writes a line to the function's log. */
export function log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
  write(logLine({ level, message, fields, at: new Date() }));
}

/** Hands metrics to CloudWatch by the function's log. */
export function measure(
  metrics: Readonly<Record<string, number>>,
  dimensions: Readonly<Record<string, string>> = {},
): void {
  write(metricLine({ metrics, dimensions, at: new Date() }));
}

/** Past the console, to whose lines Lambda adds words of its own. */
function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
