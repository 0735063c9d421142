import { parseDays } from './cron-days.ts';
import { fieldSpecs, parseField } from './cron-field.ts';
import { didYouMean } from './nearest.ts';
import { parseAt, parseRate } from './parse-simple.ts';
import { type CronSchedule, errorAt, type Piece, type Schedule, type ScheduleError } from './schedule.ts';
import { convertUnixCron } from './unix-cron.ts';

const usage =
  'write cron(minutes hours day-of-month month day-of-week year), rate(5 minutes) or at(yyyy-mm-ddThh:mm:ss)';

/**
 * Parses an AWS schedule expression (EventBridge Scheduler User Guide, "Schedule types"), or a five-field Unix cron that
 * converts without doubt. What AWS does not document is refused, with the place and what to write instead.
 */
export function parseSchedule(text: string): Schedule | ScheduleError {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  if (trimmed === '') return errorAt(0, `the schedule is empty: ${usage}`);
  const call = /^([^\s()]*)\s*\(/.exec(trimmed);
  if (call?.[1] === undefined) return parseBare({ text: trimmed, offset: start });
  const inner = { text: trimmed.slice(call[0].length), offset: start + call[0].length };
  const close = inner.text.indexOf(')');
  if (close < 0) return errorAt(start + trimmed.length, `the schedule ends without ): add it`);
  if (close < inner.text.length - 1) {
    return errorAt(
      inner.offset + close + 1,
      `unexpected "${inner.text.slice(close + 1).trim()}" after the ): remove it`,
    );
  }
  return parseCall(
    { text: call[1], offset: start },
    { text: inner.text.slice(0, close), offset: inner.offset },
  );
}

function parseCall(name: Piece, inner: Piece): Schedule | ScheduleError {
  if (name.text === 'cron') return parseCron(inner);
  if (name.text === 'rate') return parseRate(inner);
  if (name.text === 'at') return parseAt(inner);
  const hint = didYouMean(name.text, ['cron', 'rate', 'at']) || `: ${usage}`;
  return errorAt(name.offset, `unknown function "${name.text}"${hint}`);
}

/** Text without a function: five fields are Unix cron; six look like a forgotten `cron(…)`. */
function parseBare(piece: Piece): Schedule | ScheduleError {
  const fields = splitFields(piece);
  if (fields.length === 5) return parseConverted(piece);
  if (fields.length === 6)
    return errorAt(piece.offset, `six fields without their function: write cron(${piece.text})`);
  return errorAt(piece.offset, `"${piece.text}" is no schedule: ${usage}`);
}

function parseCron(inner: Piece): Schedule | ScheduleError {
  const fields = splitFields(inner);
  if (fields.length === 5) return parseConverted(inner);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, more] = fields;
  if (!minutes || !hours || !dayOfMonth || !month || !dayOfWeek || !year || more) {
    const order = 'minutes hours day-of-month month day-of-week year';
    return errorAt(more?.offset ?? inner.offset, `cron has ${fields.length} fields, not six: ${order}`);
  }
  const days = parseDays(dayOfMonth, dayOfWeek);
  const parsed = {
    minutes: parseField(minutes, fieldSpecs.minutes),
    hours: parseField(hours, fieldSpecs.hours),
    months: parseField(month, fieldSpecs.month),
    years: parseField(year, fieldSpecs.year),
  };
  if (parsed.minutes.kind === 'error') return parsed.minutes;
  if (parsed.hours.kind === 'error') return parsed.hours;
  if (days.kind === 'error') return days;
  if (parsed.months.kind === 'error') return parsed.months;
  if (parsed.years.kind === 'error') return parsed.years;
  return {
    kind: 'cron',
    expression: `cron(${fields.map((field) => field.text).join(' ')})`,
    minutes: parsed.minutes.values,
    hours: parsed.hours.values,
    days,
    months: parsed.months.values,
    years: parsed.years.values,
  };
}

function parseConverted(piece: Piece): CronSchedule | ScheduleError {
  const converted = convertUnixCron(piece.text);
  if (converted.kind === 'error') return errorAt(converted.offset + piece.offset, converted.message);
  const inner = converted.expression.slice('cron('.length, -1);
  const parsed = parseCron({ text: inner, offset: piece.offset });
  if (parsed.kind === 'cron') return { ...parsed, convertedFrom: piece.text.trim() };
  const message = parsed.kind === 'error' ? parsed.message : `"${piece.text}" is no cron`;
  return errorAt(
    piece.offset,
    `${message} (in ${converted.expression}, converted from "${piece.text.trim()}")`,
  );
}

function splitFields(piece: Piece): Piece[] {
  return [...piece.text.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    offset: piece.offset + match.index,
  }));
}
