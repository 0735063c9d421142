import type { Decision } from '../model/off-hours/off-hours.ts';
import { describeTiming } from '../model/schedule/describe.ts';
import { formatLocal, formatUtc } from '../model/schedule/instant.ts';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import type { Simulation } from './schedule-simulation.ts';

/** More firings of one job than this are counted, not listed. */
const mostLines = 20;

/** The simulation as lines to read: each change and each firing, on the wall clock of its schedule. */
export function simulationTable(simulation: Simulation): string {
  const blocks = [...simulation.schedules.map(scheduleBlock), ...simulation.jobs.map(jobBlock)];
  return `from ${simulation.from} to ${simulation.to}\n\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function scheduleBlock({ plan, span, timeline, instances }: Simulation['schedules'][number]): string[] {
  const { initial, changes } = timeline;
  const line = (at: Date, decision: Decision) =>
    `  ${formatUtc(at)}  ${formatLocal(at, plan.timezone)}  ${decision.desired.padEnd(10)}  ${decision.reason}`;
  return [
    `${plan.name} (${plan.timezone}): ${hoursText(timeline.hours)}`,
    ...(instances.length === 0 ? [] : [`  for ${instanceNames(instances).join(', ')}`]),
    line(span.from, initial),
    ...changes.map(({ at, decision }) => line(at, decision)),
  ];
}

/** `i-0… (web)` of each, at most twenty, then how many more. */
export function instanceNames(instances: readonly ObservedInstance[]): readonly string[] {
  const shown = instances.slice(0, mostLines);
  const more = instances.length - shown.length;
  const names = shown.map(({ id, tags: { Name: name } }) => (name ? `${id} (${name})` : id));
  return [...names, ...(more > 0 ? [`${more} more`] : [])];
}

/** `running 60 h, stopped 108 h`. */
export function hoursText(hours: Simulation['schedules'][number]['timeline']['hours']): string {
  const shown = [
    { name: 'running', count: hours.running },
    { name: 'stopped', count: hours.stopped },
    { name: 'left alone', count: hours['left-alone'] },
  ].filter(({ count }) => count > 0);
  return shown.map(({ name, count }) => `${name} ${Number(count.toFixed(2))} h`).join(', ');
}

function jobBlock({ job, firings }: Simulation['jobs'][number]): string[] {
  const more = firings.length - mostLines;
  return [
    `${job.name}: ${describeTiming(job)}: ${firingsText(firings.length)}`,
    ...firings.slice(0, mostLines).map((at) => `  ${formatUtc(at)}  ${formatLocal(at, job.timezone)}`),
    ...(more > 0 ? [`  and ${more} more (--output json lists them)`] : []),
  ];
}

/** `1 firing`, `7 firings`. */
export function firingsText(count: number): string {
  return `${count} ${count === 1 ? 'firing' : 'firings'}`;
}

/** The simulation as JSON: times in UTC, and each instance with all of its changes. */
export function simulationJson({ from, to, schedules, jobs, expectations }: Simulation): string {
  const answer = {
    from,
    to,
    schedules: schedules.map(({ plan, span, timeline }) => ({
      name: plan.name,
      timezone: plan.timezone,
      from: formatUtc(span.from),
      to: formatUtc(span.to),
      hours: timeline.hours,
      initial: timeline.initial,
      transitions: transitionsOf(timeline),
    })),
    instances: schedules.flatMap(({ plan, timeline, instances }) =>
      instances.map(({ id, tags }) => ({
        id,
        name: tags['Name'],
        schedule: plan.name,
        hours: timeline.hours,
        initial: timeline.initial,
        transitions: transitionsOf(timeline),
      })),
    ),
    jobs: jobs.map(({ job, firings }) => ({
      name: job.name,
      expression: job.schedule.expression,
      timezone: job.timezone,
      words: describeTiming(job),
      firings: firings.map(formatUtc),
    })),
    expectations,
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function transitionsOf({ changes }: Simulation['schedules'][number]['timeline']) {
  return changes.map(({ at, decision }) => ({ at: formatUtc(at), ...decision }));
}
