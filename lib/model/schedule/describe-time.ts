import type { CronSchedule } from './schedule.ts';
import { joinWords, spans } from './words.ts';

export interface TimeWords {
  readonly text: string;
  /** It speaks of the whole day alike, so that no time zone is needed to read it. */
  readonly isWholeDay: boolean;
}

/** When within a day a cron fires: "at 02:00", "every 15 minutes", "every 5 minutes from 08:00 to 17:55". */
export function describeTimeOfDay({ minutes, hours }: Pick<CronSchedule, 'minutes' | 'hours'>): TimeWords {
  const allHours = hours.length === 24;
  const minuteStep = stepOf(minutes, 60);
  const hourStep = stepOf(hours, 24);
  if (allHours && minuteStep !== undefined) return { text: everyMinutes(minuteStep), isWholeDay: true };
  if (!allHours && minutes.length * hours.length <= 6) {
    const times = hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute)));
    return { text: `at ${joinWords(times)}`, isWholeDay: false };
  }
  if (minuteStep !== undefined && spans(hours).length === 1) {
    const window = `from ${clock(hours[0] ?? 0, minutes[0] ?? 0)} to ${clock(hours.at(-1) ?? 0, minutes.at(-1) ?? 0)}`;
    return { text: `${everyMinutes(minuteStep)} ${window}`, isWholeDay: false };
  }
  const past = minutes.length === 60 ? 'every minute' : `at ${minuteWords(minutes)}`;
  if (allHours) return { text: `${past} past every hour`, isWholeDay: true };
  if (hourStep !== undefined && minutes.length < 60) {
    return { text: `${past} past every ${hourStep} hours from midnight`, isWholeDay: false };
  }
  const word = hours.length === 1 ? 'hour' : 'hours';
  return {
    text: `${past} ${minutes.length === 60 ? 'of' : 'past'} ${word} ${joinWords(spans(hours))}`,
    isWholeDay: false,
  };
}

function everyMinutes(step: number): string {
  return step === 1 ? 'every minute' : `every ${step} minutes`;
}

function minuteWords(minutes: readonly number[]): string {
  if (minutes.length === 1 && minutes[0] === 0) return 'minute 0';
  return `${minutes.length === 1 ? 'minute' : 'minutes'} ${joinWords(spans(minutes))}`;
}

/** The step of values that divide a cycle evenly from 0 on. */
function stepOf(values: readonly number[], size: number): number | undefined {
  if (values.length < 2 || size % values.length !== 0) return undefined;
  const step = size / values.length;
  return values.every((value, index) => value === index * step) ? step : undefined;
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
