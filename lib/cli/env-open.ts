import type { Command } from 'commander';
import {
  lookUp,
  type Provider,
  parsePropertyPath,
  renderValue,
  type Value,
  type ValueFormat,
  ValueTooLarge,
  valueFormats,
} from '../esc/index.ts';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import { renderAssignments } from './assignments.ts';
import type { Cli } from './cli.ts';
import { addBackendOption } from './env-backend-choice.ts';
import { neutralContext, readContext } from './environment-context.ts';
import { environmentProviders } from './environment-providers.ts';
import { openEnvironmentFile } from './environments.ts';
import { openChosen } from './open-chosen.ts';
import type { LiveOptions, openLive } from './run-open.ts';
import { addLiveOptions } from './run-options.ts';

const formats = [...valueFormats, 'dotenv', 'shell'] as const;

interface OpenOptions extends LiveOptions {
  readonly format: string;
  readonly as?: string;
  readonly context?: string;
  readonly redact?: boolean;
  readonly unsetNull?: boolean;
}

/** `env open`: evaluates an environment, calls its providers, and prints its values or one of them. */
export function define(command: Command, cli: Cli): void {
  addBackendOption(addLiveOptions(command));
  defineWith(command, cli, { providers: environmentProviders, live: openChosen });
}

export interface OpenWith {
  /** Called where nothing but the documents may be read: with `--as` or `--context`. */
  readonly providers: () => Readonly<Record<string, Provider>>;
  /** Opens with the providers of AWS and tokens; undefined when a provider failed and said so. */
  readonly live?: typeof openLive;
}

/** The same with other providers. */
export function defineWith(command: Command, cli: Cli, { providers, live }: OpenWith): void {
  command
    .argument('<environment>', 'project/name, or a file: its name ends in .yaml or holds ./')
    .argument('[path]', 'one value of it, such as aws.login["accessKeyId"]')
    .option('-f, --format <format>', formats.join(', '), 'json')
    .option('--as <name>', 'the name it goes by, in messages and in ${context…}')
    .option('--context <file>', 'JSON file with what ${context…} reaches')
    .option('--redact', 'print [secret] for secrets')
    .option('--unset-null', 'with --format shell: unset variables that are null instead of emptying them')
    .action(async (environment: string, path: string | undefined, options: OpenOptions) => {
      const text = await render({ environment, path, options, cli, providers, live });
      if (text !== undefined) cli.stdout.write(text);
    });
}

interface Opening {
  readonly environment: string;
  readonly path: string | undefined;
  readonly options: OpenOptions;
  readonly cli: Cli;
  readonly providers: OpenWith['providers'];
  readonly live: OpenWith['live'];
}

async function render(opening: Opening): Promise<string | undefined> {
  const { path, options, cli } = opening;
  const format = formats.find((known) => known === options.format);
  if (format === undefined) {
    throw new UsageError(`--format: "${options.format}" is none of ${formats.join(', ')}`);
  }
  const isAssignments = format === 'dotenv' || format === 'shell';
  if (isAssignments && path !== undefined) {
    throw new UsageError(`output format '${format}' may not be used with a property path`);
  }
  const opened = await open(opening);
  if (opened === undefined) return undefined;
  const { value } = opened;
  if (format === 'dotenv' || format === 'shell') {
    const { redact: isRedacted = false, unsetNull = false } = options;
    return renderAssignments(value, { format, cli, isRedacted, unsetNull });
  }
  return print(select(value, path), format, options.redact !== true);
}

async function open(opening: Opening): Promise<{ readonly value: Value | undefined } | undefined> {
  const { environment, options, cli, providers, live } = opening;
  const isOffline = options.as !== undefined || options.context !== undefined;
  if (live !== undefined && !isOffline) return live(environment, options, cli);
  const context = readContext(options.context, cli.cwd, neutralContext);
  const choice = { wanted: environment, cwd: cli.cwd, ...(options.as !== undefined && { name: options.as }) };
  const opened = await openEnvironmentFile(choice, { providers: providers(), context, mode: 'open' });
  for (const warning of opened.warnings) cli.stderr.write(`${formatDiagnostic(warning)}\n`);
  return opened;
}

function print(value: Value | undefined, format: ValueFormat, reveal: boolean): string {
  try {
    return renderValue(value, { format, reveal });
  } catch (error) {
    throw error instanceof ValueTooLarge ? new UsageError(error.message) : error;
  }
}

function select(value: Value | undefined, path: string | undefined): Value | undefined {
  if (path === undefined || value === undefined) return value;
  const steps = parsePropertyPath(path);
  if (steps === undefined) throw new UsageError(`"${path}" is no property path such as a.b[0] or a["key"]`);
  return lookUp(value, steps);
}
