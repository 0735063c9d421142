import { Ajv } from 'ajv';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { JobsFile } from '../model/job.ts';
import type { CatalogTask } from './catalog.ts';
import { explainErrors } from './jobs-file/explain.ts';
import { formatChecks, type TextCheck } from './jobs-file/formats.ts';
import { buildJobsFile } from './jobs-file/jobs.ts';
import type { Mistake, Path } from './jobs-file/mistake.ts';
import { checkNotify } from './jobs-file/notify.ts';
import { calendarYears, checkSchedules, readSchedules } from './jobs-file/off-hours.ts';
import { inOrder, mergeDiagnostics } from './jobs-file/order.ts';
import { checkPolicies } from './jobs-file/policy.ts';
import { checkPulumiCloud } from './jobs-file/pulumi-cloud.ts';
import { type JobsFileSource, schemaWithTasks } from './jobs-file/schema.ts';
import { settleTasks } from './jobs-file/tasks.ts';
import { checkTimings } from './jobs-file/timings.ts';
import { field, keysOf } from './jobs-file/unknown.ts';
import { adviseOnSharing, type EnvironmentUse, usesOf } from './jobs-file/uses.ts';
import { readYaml } from './jobs-file/yaml.ts';

export interface JobsFileInput {
  readonly text: string;
  /** The file's name, as diagnostics print it. */
  readonly file: string;
  readonly tasks: readonly CatalogTask[];
  /** The text of a file that settings name, relative to the jobs file; throws where there is none. */
  readonly read: (path: string) => string;
  /** Names of the environments that there are. */
  readonly environments: readonly string[];
  /** Recurring events of calendars are spelled out around it. */
  readonly now: Date;
}

export interface JobsFileResult {
  /** Only where there is no error; defaults are filled in and files inlined. */
  readonly jobsFile?: JobsFile;
  /** Every mistake, in the file's order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Which job opens which environment, as far as that can be read in spite of mistakes. */
  readonly uses: readonly EnvironmentUse[];
  /** Locates a mistake in the file that somebody else found. */
  readonly locate: (mistake: Mistake) => Diagnostic;
}

/** Reads and checks `jobs.yaml`. It takes any text, never throws for what the text says, and reports all mistakes at once. */
export function readJobsFile(input: JobsFileInput): JobsFileResult {
  const { value, diagnostics, locate } = readYaml(input.text, input.file);
  if (value === null) {
    const message = 'the file is empty; it needs "organization" and "jobs"';
    const empty = locate({ path: [], at: 'value', message });
    return { diagnostics: diagnostics.length > 0 ? diagnostics : [empty], uses: [], locate };
  }
  const checked = checkValue(value, input);
  const { source, calls, uses, schedules, mistakes, scheduleMistakes } = checked;
  // What is wrong in a schedule is told in its own words, and not once more in the schema's.
  const merged = mergeDiagnostics(scheduleMistakes.map(locate), mistakes.map(locate));
  const found = inOrder([...diagnostics, ...merged]);
  if (source === undefined || found.some(({ severity }) => severity === 'error')) {
    return { diagnostics: found, uses, locate };
  }
  const jobsFile = buildJobsFile({ source, tasks: input.tasks, calls, schedules });
  return { jobsFile, diagnostics: found, uses, locate };
}

function checkValue(value: unknown, { tasks, read, environments, now }: JobsFileInput) {
  const formats = formatChecks(environments);
  const validate = compile(tasks, formats);
  const source = validate(value) ? value : undefined;
  const misfits = explainErrors(validate.errors ?? [], formats);
  const isSound = (path: Path) => !misfits.some((mistake) => isWithin(path, mistake.path));
  const named = readSchedules({ value: field(value, 'schedules'), years: calendarYears(now), read });
  const schedules = Object.fromEntries(named.schedules.map(({ plan }) => [plan.name, plan]));
  // One that cannot be read is there all the same: that is told at its own place.
  const scheduleNames = keysOf(field(value, 'schedules'));
  const { calls, mistakes } = settleTasks({ value, tasks, read, scheduleNames, isSound });
  const namedUses = usesOf(value);
  const uses = namedUses.filter(({ environment }) => environments.includes(environment));
  const all: readonly Mistake[] = [
    ...misfits,
    ...mistakes,
    ...checkTimings(value),
    ...checkPolicies(value),
    ...checkNotify(value),
    ...checkPulumiCloud(value, namedUses),
    ...adviseOnSharing(uses, calls),
  ];
  const scheduleMistakes = [...named.mistakes, ...checkSchedules(named.schedules)];
  return { source, calls, uses, schedules, mistakes: all, scheduleMistakes };
}

function compile(tasks: readonly CatalogTask[], formats: Readonly<Record<string, TextCheck>>) {
  const validators = Object.entries(formats).map(([name, check]) => [
    name,
    { type: 'string' as const, validate: (text: string) => check(text) === undefined },
  ]);
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strict: false,
    logger: false,
    formats: Object.fromEntries(validators),
  });
  return ajv.compile<JobsFileSource>(schemaWithTasks(tasks));
}

function isWithin(path: Path, part: Path): boolean {
  return path.every((step, index) => String(part[index]) === String(step));
}
