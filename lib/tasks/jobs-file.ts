import { Ajv } from 'ajv';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';
import type { JobsFile } from '../model/job.ts';
import type { CatalogTask } from './catalog.ts';
import { explainErrors } from './jobs-file/explain.ts';
import { formatChecks, type TextCheck } from './jobs-file/formats.ts';
import { buildJobsFile } from './jobs-file/jobs.ts';
import type { Path } from './jobs-file/mistake.ts';
import { type JobsFileSource, schemaWithTasks } from './jobs-file/schema.ts';
import { settleTasks } from './jobs-file/tasks.ts';
import { checkTimings } from './jobs-file/timings.ts';
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
}

export interface JobsFileResult {
  /** Only where there is no error; defaults are filled in and files inlined. */
  readonly jobsFile?: JobsFile;
  /** Every mistake, in the file's order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and checks `jobs.yaml`. It takes any text, never throws for what the text says, and reports all mistakes at once. */
export function readJobsFile(input: JobsFileInput): JobsFileResult {
  const yaml = readYaml(input.text, input.file);
  const { value } = yaml;
  if (value === null || value === undefined) {
    const empty = yaml.locate({
      path: [],
      at: 'value',
      message: 'the file is empty; it needs "organization" and "jobs"',
    });
    return { diagnostics: yaml.diagnostics.length > 0 ? yaml.diagnostics : [empty] };
  }
  const formats = formatChecks(input.environments);
  const validate = compile(input.tasks, formats);
  const source = validate(value) ? value : undefined;
  const misfits = explainErrors(validate.errors ?? [], formats);
  const isSound = (path: Path) => !misfits.some((mistake) => isWithin(path, mistake.path));
  const { calls, mistakes } = settleTasks({ value, tasks: input.tasks, read: input.read, isSound });
  const found = [...misfits, ...mistakes, ...checkTimings(value)].map(yaml.locate);
  const diagnostics = inOrder([...yaml.diagnostics, ...found]);
  const isRight = source !== undefined && diagnostics.every(({ severity }) => severity !== 'error');
  return isRight
    ? { jobsFile: buildJobsFile({ source, tasks: input.tasks, calls }), diagnostics }
    : { diagnostics };
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

/** By line and column, each message once per place. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map(diagnostics.map((diagnostic) => [formatDiagnostic(diagnostic), diagnostic]));
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
