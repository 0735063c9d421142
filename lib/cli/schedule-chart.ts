import { describeTiming } from '../model/schedule/describe.ts';
import { openZone, toLocal } from '../model/schedule/zone.ts';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import { type ChartDay, chartDays, firingDays } from './schedule-chart-days.ts';
import { alikeDays, noteOf, weekOf } from './schedule-chart-notes.ts';
import { chartStyle } from './schedule-chart-style.ts';
import { clock, dateText, daysText, dayText, escapeHtml } from './schedule-chart-text.ts';
import type { Simulation } from './schedule-simulation.ts';
import { firingsText, hoursText, instanceNames } from './schedule-table.ts';

/** More firings on one day are counted, not drawn. */
const mostTicks = 48;

/** The simulation as one HTML page without script: a week chart per schedule and job, a row per day, to read or to print. */
export function simulationPage(simulation: Simulation): string {
  const title = titleOf(simulation);
  const sections = [...simulation.schedules.map(scheduleSection), ...simulation.jobs.map(jobSection)];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${chartStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${legend(simulation)}
${failures(simulation)}
${sections.join('\n')}
</main>
<svg class="defs" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern></defs></svg>
</body>
</html>
`;
}

function titleOf({ schedules, jobs }: Simulation): string {
  const first = schedules.map(({ plan, span }) => ({ timezone: plan.timezone, span }))[0];
  const { timezone, span } =
    first ?? jobs.map(({ job, span: own }) => ({ timezone: job.timezone, span: own }))[0] ?? {};
  if (timezone === undefined || span === undefined) return 'Schedules';
  const zone = openZone(timezone);
  const lastMs = toLocal(zone, span.to.getTime() - 1);
  return `Schedules from ${dateText(toLocal(zone, span.from.getTime()))} to ${dateText(lastMs)}`;
}

function legend({ schedules, jobs }: Simulation): string {
  const key = (kind: string, words: string) =>
    `<li><svg class="key" viewBox="0 0 22 12" aria-hidden="true"><rect class="${kind}" x=".5" y=".5" width="21" height="11"/></svg>${words}</li>`;
  const firing = `<li><svg class="key" viewBox="0 0 22 12" aria-hidden="true"><line class="firing" x1="11" x2="11" y1="0" y2="12"/></svg>a job fires</li>`;
  const items = [
    ...(schedules.length > 0
      ? [key('running', 'running'), key('stopped', 'stopped'), key('left-alone', 'left alone')]
      : []),
    ...(jobs.length > 0 ? [firing] : []),
  ];
  return `<ul class="legend">${items.join('')}</ul>`;
}

function failures({ expectations }: Simulation): string {
  const failed = expectations.flatMap((one) =>
    one.kind === 'met' ? [] : [`<li>${escapeHtml(one.message)}</li>`],
  );
  return failed.length === 0
    ? ''
    : `<section class="failed"><h2>Expectations not met</h2><ul>${failed.join('')}</ul></section>`;
}

function scheduleSection({ plan, span, timeline, instances }: Simulation['schedules'][number]): string {
  const weeks = weeksOf(chartDays({ plan, timeline, span })).map((days) => ({
    mondayMs: days[0]?.localDayMs ?? 0,
    rows: alikeDays(days).flatMap(scheduleRows),
  }));
  const hours = hoursText(timeline.hours).replaceAll(' h', '\u00a0h');
  return section({
    name: plan.name,
    about: [`${plan.timezone} · ${weekOf(plan)} · ${hours}`],
    instances,
    weeks,
  });
}

/** One row for three or more days that look the same; else a row for each. */
function scheduleRows(days: readonly ChartDay[]): readonly string[] {
  const [first] = days;
  if (first === undefined || days.length < 3) {
    return days.map((day) => dayRow(dayText(day.localDayMs), barsOf(day), noteOf(day)));
  }
  return [dayRow(daysText(days), barsOf(first), noteOf(first))];
}

function jobSection({ job, span, firings }: Simulation['jobs'][number]): string {
  const weeks = weeksOf(firingDays({ timezone: job.timezone, firings, span })).map((days) => ({
    mondayMs: days[0]?.localDayMs ?? 0,
    rows: jobRows(days),
  }));
  const about = [`${describeTiming(job)} · ${firingsText(firings.length)}`];
  return section({ name: job.name, about, instances: [], weeks });
}

type FiringDay = ReturnType<typeof firingDays>[number];

/** A row for each day; one for the week where each day has as many firings, too many to draw. */
function jobRows(days: readonly FiringDay[]): readonly string[] {
  const [first] = days;
  const count = first?.minutes.length ?? 0;
  const isEven = days.every(({ minutes, isInside }) => isInside && minutes.length === count);
  if (first !== undefined && count > mostTicks && isEven) {
    return [dayRow(daysText(days), firingsOf(first), `${firingsText(count)} a day`)];
  }
  return days.map((day) => {
    const { length } = day.minutes;
    return dayRow(dayText(day.localDayMs), firingsOf(day), length > mostTicks ? firingsText(length) : '');
  });
}

function firingsOf({ localDayMs, minutes, isInside }: FiringDay): string {
  const ticks = minutes.map(
    (minute) => `<line class="firing" x1="${minute}" x2="${minute}" y1="0" y2="20"/>`,
  );
  const ground = isInside ? '<rect class="ground" width="1440" height="20"/>' : '';
  const label = `<title>${escapeHtml(`${dayText(localDayMs)}: ${firingsText(minutes.length)}`)}</title>`;
  const drawn = minutes.length > mostTicks ? [`<rect class="many" width="1440" height="20"/>`] : ticks;
  return label + ground + drawn.join('');
}

/** Seven days each, Monday to Sunday. */
function weeksOf<Day>(days: readonly Day[]): readonly (readonly Day[])[] {
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, index) =>
    days.slice(index * 7, index * 7 + 7),
  );
}

function section(part: {
  name: string;
  about: readonly string[];
  instances: readonly ObservedInstance[];
  weeks: readonly { readonly mondayMs: number; readonly rows: readonly string[] }[];
}): string {
  const weeks = part.weeks.map(
    ({ mondayMs, rows }) =>
      `<div class="week"><h3>Week of ${dateText(mondayMs)}</h3>${rows.join('')}${hourAxis()}</div>`,
  );
  const lines = part.about.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  return `<section><h2>${escapeHtml(part.name)}</h2>${lines}${instanceList(part.instances)}${weeks.join('')}</section>`;
}

function instanceList(instances: readonly ObservedInstance[]): string {
  if (instances.length === 0) return '';
  const names = instanceNames(instances).map((name) => `<span>${escapeHtml(name)}</span>`);
  return `<p class="names">${names.join(', ')}</p>`;
}

function dayRow(label: string, drawing: string, note: string): string {
  const grid = [360, 720, 1080]
    .map((minute) => `<line class="grid" x1="${minute}" x2="${minute}" y1="0" y2="20"/>`)
    .join('');
  const small = note === '' ? '' : `<div class="note">${escapeHtml(note)}</div>`;
  return `<div class="day"><div class="label">${label}</div><div class="bar"><svg viewBox="0 0 1440 20" preserveAspectRatio="none" role="img"><rect class="outside" width="1440" height="20"/>${drawing}${grid}</svg>${small}</div></div>`;
}

function barsOf({ localDayMs, bars }: ChartDay): string {
  const words = bars
    .map((bar) => `${bar.desired} ${clock(bar.startMinute)}-${clock(bar.endMinute)}`)
    .join(', ');
  const title = `<title>${escapeHtml(`${dayText(localDayMs)}: ${words}`)}</title>`;
  const rects = bars.map((bar) => {
    const place = `x="${bar.startMinute}" width="${bar.endMinute - bar.startMinute}" height="20"`;
    const reason = `${clock(bar.startMinute)}-${clock(bar.endMinute)} ${bar.desired}: ${bar.decision.reason}`;
    return `<rect class="${bar.desired}" ${place}><title>${escapeHtml(reason)}</title></rect>`;
  });
  return title + rects.join('');
}

function hourAxis(): string {
  const hours = [0, 6, 12, 18, 24].map((hour) => `<span>${String(hour).padStart(2, '0')}</span>`).join('');
  return `<div class="day axis"><div class="label"></div><div class="hours">${hours}</div></div>`;
}
