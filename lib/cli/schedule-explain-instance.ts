import { UsageError } from '../model/errors.ts';
import { decide } from '../model/off-hours/decide.ts';
import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import { timelineOf } from '../model/off-hours/transitions.ts';
import { formatUtc } from '../model/schedule/instant.ts';
import { type InstanceJob, instanceJobs } from '../tasks/instance-jobs.ts';
import type { InstanceItem } from '../tasks/stop-instances/item.ts';
import type { Judgement } from '../tasks/stop-instances/judge.ts';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import type { Cli } from './cli.ts';
import { loadCheckedProject } from './project.ts';
import { readTime } from './schedule-arguments.ts';
import { changeText, lookAheadMs } from './schedule-explain-at.ts';
import { type InstancesChoice, readInstances } from './schedule-instances.ts';

interface InstanceQuestion extends InstancesChoice {
  readonly id: string;
  readonly at: string;
  readonly file: string;
  readonly output: 'text' | 'json';
}

/** What one job would do with the instance. */
interface JobAnswer {
  readonly job: string;
  readonly action: 'stop' | 'hibernate' | 'start' | 'skip' | 'none';
  readonly reason: string;
}

/**
 * What each job of `jobs.yaml` would do with an instance at a time, and by which rule: decided by the code that the jobs
 * run, on the instance as it is now. Throws UsageError where there is no such instance.
 */
export async function explainInstance(asked: InstanceQuestion, cli: Cli): Promise<string> {
  const at = readTime({ name: '--at', text: asked.at, timezone: 'UTC' });
  const { jobsFile } = loadCheckedProject({ cwd: cli.cwd, file: asked.file, now: at });
  const jobs = instanceJobs(jobsFile);
  if (jobs.length === 0) throw new UsageError(`no job of "${asked.file}" stops or starts instances`);
  const instances = await readInstances(asked, cli, [asked.id]);
  // The local emulator passes over a filter by id.
  const instance = instances.find(({ id }) => id === asked.id);
  if (instance === undefined) throw new UsageError(`there is no instance "${asked.id}"${whereOf(asked)}`);
  const answers = jobs.map((job) => answerOf(job, instance, at));
  const explanation = { instance, at, answers, judgement: judgementOf(jobs, instance, at) };
  return asked.output === 'json' ? asJson(explanation) : asText(explanation);
}

function whereOf({ instances }: InstancesChoice): string {
  return instances === undefined || instances === 'live'
    ? ' in this account and Region'
    : ` in "${instances}"`;
}

function answerOf(job: InstanceJob, instance: ObservedInstance, at: Date): JobAnswer {
  const selected = job.selects(instance);
  if (selected === 'no')
    return { job: job.name, action: 'none', reason: 'its ids, tags or filters select others' };
  const item = job.decide(instance, at);
  if (item === undefined)
    return { job: job.name, action: 'none', reason: 'the instance has no schedule of its own' };
  const condition = selected === 'perhaps' ? ' (if the filters of the job match)' : '';
  return { job: job.name, action: actionOf(item), reason: `${item.reason}${condition}` };
}

function actionOf(item: InstanceItem): JobAnswer['action'] {
  return item.kind === 'act' ? item.action : 'skip';
}

/** What its own schedule wants, as the first job that asks for one reads it; nothing where no job does. */
function judgementOf(
  jobs: readonly InstanceJob[],
  instance: ObservedInstance,
  at: Date,
): Judgement | undefined {
  for (const job of jobs) {
    const judged = job.selects(instance) === 'no' ? undefined : job.judge(at)?.(instance.tags);
    if (judged !== undefined && judged.kind !== 'untagged') return judged;
  }
  return undefined;
}

interface Explanation {
  readonly instance: ObservedInstance;
  readonly at: Date;
  readonly answers: readonly JobAnswer[];
  readonly judgement: Judgement | undefined;
}

function asText(explanation: Explanation): string {
  const { instance, at, answers, judgement } = explanation;
  const lines = [
    `${instance.id} (now ${instance.state}) at ${formatUtc(at)}`,
    ...scheduleLines(judgement),
    ...answers.map(({ job, action, reason }) => `  ${job}: ${action}, ${reason}`),
    ...(judgement?.kind === 'wanted'
      ? [`  ${changeText(nextChange(judgement.plan, at), judgement.plan)}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function scheduleLines(judgement: Judgement | undefined): readonly string[] {
  switch (judgement?.kind) {
    case undefined:
    case 'untagged':
      return [];
    case 'wanted':
      return [`  ${judgement.reason}`];
    case 'unreadable':
      return [`  ${judgement.problem}`];
    case 'opted-out':
      return [`  opted out by tag "${judgement.tag}"`];
    default:
      return judgement satisfies never;
  }
}

function asJson({ instance, at, answers, judgement }: Explanation): string {
  const { id, state, tags } = instance;
  const answer = { id, state, tags, at: formatUtc(at), schedule: scheduleJson(judgement, at), jobs: answers };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function scheduleJson(judgement: Judgement | undefined, at: Date): unknown {
  if (judgement?.kind !== 'wanted') return judgement;
  const { plan, desired, reason, since, enforce } = judgement;
  const next = nextChange(plan, at);
  return {
    name: plan.name,
    timezone: plan.timezone,
    desired,
    rule: decide(plan, at).rule,
    reason,
    since: since === undefined ? undefined : formatUtc(since),
    enforce,
    next: next === undefined ? undefined : { at: formatUtc(next.at), ...next.decision },
  };
}

function nextChange(plan: OffHoursPlan, at: Date) {
  return timelineOf(plan, { from: at, to: new Date(at.getTime() + lookAheadMs) }).changes[0];
}
