import type { Job, JobSchedule, JobsFile, TaskCall } from '../../model/job.ts';
import type { OffHoursPlan } from '../../model/off-hours/plan.ts';
import type { PulumiCloudSettings } from '../../model/pulumi-cloud-settings.ts';
import { formatUtc, parseInstant } from '../../model/schedule/instant.ts';
import { parseSchedule } from '../../model/schedule/parse.ts';
import type { CatalogTask } from '../catalog.ts';
import { buildNotify } from './notify.ts';
import { buildPolicy } from './policy.ts';
import type { JobSource, JobsFileSource } from './schema.ts';

interface BuildInput {
  readonly source: JobsFileSource;
  readonly tasks: readonly CatalogTask[];
  /** The settled task of every job. */
  readonly calls: ReadonlyMap<string, TaskCall>;
  readonly schedules: Readonly<Record<string, OffHoursPlan>>;
}

/** The checked file with its defaults filled in. */
export function buildJobsFile({ source, tasks, calls, schedules }: BuildInput): JobsFile {
  const jobs = Object.entries(source.jobs).flatMap(([name, job]) => {
    const call = calls.get(name);
    const task = tasks.find((candidate) => candidate.name === call?.name);
    return call === undefined || task === undefined ? [] : [buildJob({ name, job, call, task, source })];
  });
  const region = source.defaults?.region;
  return {
    organization: source.organization,
    jobs,
    schedules,
    ...(region === undefined ? {} : { region }),
    issuer: source.issuer ?? {},
    ...(source.pulumiCloud === undefined ? {} : { pulumiCloud: buildPulumiCloud(source.pulumiCloud) }),
    alarmEmails: source.alarms?.emails ?? [],
  };
}

function buildPulumiCloud(source: NonNullable<JobsFileSource['pulumiCloud']>): PulumiCloudSettings {
  return { url: 'https://api.pulumi.com', accessAs: 'organization', ...source };
}

interface JobInput {
  readonly name: string;
  readonly job: JobSource;
  readonly call: TaskCall;
  readonly task: CatalogTask;
  readonly source: JobsFileSource;
}

function buildJob({ name, job, call, task, source: { defaults } }: JobInput): Job {
  const region = job.region ?? defaults?.region;
  const policy = buildPolicy(job, defaults);
  return {
    name,
    ...(job.description === undefined ? {} : { description: job.description }),
    schedule: buildSchedule(job, defaults?.timezone),
    environment: job.environment,
    task: call,
    ...(region === undefined ? {} : { region }),
    role: job.role ?? 'managed',
    timeoutSeconds: Math.min(
      job.timeoutSeconds ?? defaults?.timeoutSeconds ?? task.timeoutSeconds,
      policy.timeoutSeconds ?? Number.POSITIVE_INFINITY,
    ),
    memoryMb: job.memoryMb ?? defaults?.memoryMb ?? task.memoryMb,
    policy,
    notify: buildNotify(job.notify, defaults?.notify),
  };
}

function buildSchedule(job: JobSource, fallback: string | undefined): JobSchedule {
  const written = typeof job.schedule === 'string' ? { expression: job.schedule } : job.schedule;
  const { expression, start, end, flexibleWindowMinutes, ...own } = { timezone: undefined, ...written };
  const timezone = own.timezone ?? job.timezone ?? fallback;
  const parsed = parseSchedule(expression);
  return {
    // As AWS writes it: a five-field cron is converted.
    expression: parsed.kind === 'error' ? expression : parsed.expression,
    ...(timezone === undefined ? {} : { timezone }),
    ...(start === undefined ? {} : { start: toUtc(start, timezone) }),
    ...(end === undefined ? {} : { end: toUtc(end, timezone) }),
    ...(flexibleWindowMinutes === undefined ? {} : { flexibleWindowMinutes }),
  };
}

/** A time without an offset is the wall clock of the job's time zone. */
function toUtc(text: string, timezone = 'UTC'): string {
  const instant = parseInstant(text, timezone);
  return instant.kind === 'instant' ? formatUtc(instant.time) : text;
}
