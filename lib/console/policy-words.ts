import type { Overlap, RunPolicy } from '../model/run-policy.ts';
import { formatDuration } from './times.ts';

const OVERLAPS: Readonly<Record<Overlap, string>> = {
  skip: 'a slot that comes while another runs is skipped',
  'buffer-one': 'a slot that comes while another runs waits, one at most',
  'cancel-other': 'a slot that comes while another runs stops that one',
  'allow-all': 'slots run beside each other',
};

/** How a job's slots are run, a line each: overlap, attempts, catch-up, deadlines. */
export function describePolicy({ overlap, retry, catchUp, ...within }: RunPolicy): readonly string[] {
  return [
    OVERLAPS[overlap],
    describeRetry(retry),
    catchUp === undefined
      ? 'slots that were missed stay missed'
      : `of slots missed in the last ${span(catchUp.withinSeconds)}, the newest ${catchUp.atMost} are made good`,
    ...(within.startWithinSeconds === undefined
      ? []
      : [`to be started within ${span(within.startWithinSeconds)}`]),
    ...(within.finishWithinSeconds === undefined
      ? []
      : [`to be finished within ${span(within.finishWithinSeconds)}`]),
  ];
}

function describeRetry({ attempts, backoffSeconds }: RunPolicy['retry']): string {
  if (attempts === 1) return 'one attempt a slot';
  const pause =
    backoffSeconds === undefined
      ? ''
      : `, ${span(backoffSeconds)} after a failure and twice that after each more`;
  return `${attempts} attempts a slot${pause}`;
}

/** `2 h`, `90 s`: whole units, as policies are written. */
function span(seconds: number): string {
  const units = [
    { seconds: 86_400, one: 'day', many: 'days' },
    { seconds: 3_600, one: 'hour', many: 'hours' },
    { seconds: 60, one: 'minute', many: 'minutes' },
  ];
  const unit = units.find((each) => seconds % each.seconds === 0);
  if (unit === undefined) return formatDuration(seconds * 1_000);
  const count = seconds / unit.seconds;
  return `${count} ${count === 1 ? unit.one : unit.many}`;
}

/** A person or a program by the last part of its ARN; the whole ARN is for the title. */
export function shortName(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
