import { describeSchedule } from '../model/schedule/describe.ts';
import { openZone, toLocal } from '../model/schedule/zone.ts';
import { type ChartDay, chartDays, firingDays } from './schedule-chart-days.ts';
import { chartStyle } from './schedule-chart-style.ts';
import type { Simulation } from './schedule-simulation.ts';
import { firingsText, hoursText, instancesText } from './schedule-table.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

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
  const days = chartDays({ plan, timeline, span });
  const rows = days.map((day) => dayRow(day.localDayMs, barsOf(day), noteOf(day)));
  return section({
    name: plan.name,
    about: `${plan.timezone} · ${hoursText(timeline.hours).replaceAll(' h', '\u00a0h')}`,
    ...(instances.length === 0 ? {} : { more: instancesText(instances) }),
    days,
    rows,
  });
}

function jobSection({ job, span, firings }: Simulation['jobs'][number]): string {
  const days = firingDays({ timezone: job.timezone, firings, span });
  const rows = days.map(({ localDayMs, minutes, isInside }) => {
    const ticks = minutes.map(
      (minute) => `<line class="firing" x1="${minute}" x2="${minute}" y1="0" y2="20"/>`,
    );
    const ground = isInside ? '<rect class="ground" width="1440" height="20"/>' : '';
    const label = `<title>${escapeHtml(`${dayText(localDayMs)}: ${firingsText(minutes.length)}`)}</title>`;
    const drawn = minutes.length > 48 ? [`<rect class="many" width="1440" height="20"/>`] : ticks;
    const note = minutes.length > 48 ? firingsText(minutes.length) : '';
    return dayRow(localDayMs, label + ground + drawn.join(''), note);
  });
  const about = `${describeSchedule(job.schedule, job.timezone)} · ${firingsText(firings.length)}`;
  return section({ name: job.name, about, days, rows });
}

function section(part: {
  name: string;
  about: string;
  /** What else there is to say, in a line of its own. */
  more?: string;
  days: readonly { localDayMs: number }[];
  rows: readonly string[];
}): string {
  const weeks: string[] = [];
  for (let index = 0; index < part.rows.length; index += 7) {
    const monday = part.days[index]?.localDayMs ?? 0;
    const caption = `<h3>Week of ${dateText(monday)}</h3>`;
    weeks.push(
      `<div class="week">${caption}${part.rows.slice(index, index + 7).join('')}${hourAxis()}</div>`,
    );
  }
  const more = part.more === undefined ? '' : `<p>${escapeHtml(part.more)}</p>`;
  return `<section><h2>${escapeHtml(part.name)}</h2><p>${escapeHtml(part.about)}</p>${more}${weeks.join('')}</section>`;
}

function dayRow(localDayMs: number, drawing: string, note: string): string {
  const grid = [360, 720, 1080]
    .map((minute) => `<line class="grid" x1="${minute}" x2="${minute}" y1="0" y2="20"/>`)
    .join('');
  const small = note === '' ? '' : `<div class="note">${escapeHtml(note)}</div>`;
  return `<div class="day"><div class="label">${dayText(localDayMs)}</div><div class="bar"><svg viewBox="0 0 1440 20" preserveAspectRatio="none" role="img"><rect class="outside" width="1440" height="20"/>${drawing}${grid}</svg>${small}</div></div>`;
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

/** Under a day, what is out of the ordinary week. */
function noteOf({ bars }: ChartDay): string {
  const special = bars.filter(({ decision }) =>
    ['holiday', 'override', 'maintenance'].includes(decision.rule.kind),
  );
  return [...new Set(special.map(({ decision }) => decision.reason))].join('; ');
}

function hourAxis(): string {
  const hours = [0, 6, 12, 18, 24].map((hour) => `<span>${String(hour).padStart(2, '0')}</span>`).join('');
  return `<div class="day axis"><div class="label"></div><div class="hours">${hours}</div></div>`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function dayText(localDayMs: number): string {
  const date = new Date(localDayMs);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

function dateText(localMs: number): string {
  return `${dayText(localMs)} ${new Date(localMs).getUTCFullYear()}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
