import type { Command } from 'commander';
import {
  definitionAt,
  explain,
  lookUp,
  type PathStep,
  renderValue,
  type Value,
  valueFormats,
} from '../esc/index.ts';
import { formatDiagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import { renderAssignments } from './assignments.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { readPath } from './env-edit-value.ts';

interface GetOptions extends BackendOptions {
  readonly value?: string;
  readonly definition?: boolean;
  readonly showSecrets?: boolean;
}

const formats = [...valueFormats, 'dotenv', 'shell'] as const;

/** `env get NAME [PATH]`: what an environment says, as far as it is known without opening anything. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .argument('[path]', 'one value of it, such as a.b[0]; imports for what it imports')
    .option('--value <format>', `only the value: ${formats.join(', ')}`)
    .option('--definition', 'only the text that defines it')
    .option('--show-secrets', 'secrets in plain text');
  addBackendOption(command).action(
    async (environment: string, path: string | undefined, options: GetOptions) => {
      const steps = path === undefined ? [] : readPath(path);
      cli.stdout.write(await get(environment, { steps, options }, cli));
    },
  );
}

interface Getting {
  readonly steps: readonly PathStep[];
  readonly options: GetOptions;
}

async function get(environment: string, { steps, options }: Getting, cli: Cli): Promise<string> {
  const format = readFormat(options.value, steps);
  const reveal = options.showSecrets === true;
  const backend = await chooseBackend(options, cli, environment);
  const { text } = await (reveal ? backend.readDecrypted(environment) : backend.read(environment));
  const definition = steps.length === 0 ? wholeText(text) : definitionAt({ text, path: steps });
  if (options.definition === true) return definition ?? '\n';
  if (steps[0] === 'imports') return markdown({ definition });
  const { value: all, diagnostics } = await backend.check(environment, text);
  for (const diagnostic of diagnostics) cli.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  if (diagnostics.some(({ severity }) => severity === 'error')) cli.exitCode = 2;
  const value = all === undefined ? undefined : lookUp(all, steps);
  if (format === 'dotenv' || format === 'shell') {
    return renderAssignments(value, { format, cli, isRedacted: !reveal, unsetNull: false });
  }
  if (format !== undefined) return renderValue(value, { format, reveal });
  return markdown({ value, definition, reveal, places: steps.length > 0 });
}

function readFormat(wanted: string | undefined, steps: readonly PathStep[]) {
  if (wanted === undefined) return undefined;
  const format = formats.find((known) => known === wanted);
  if (format === undefined) throw new UsageError(`--value: "${wanted}" is none of ${formats.join(', ')}`);
  if ((format === 'dotenv' || format === 'shell') && steps.length > 0)
    throw new UsageError(`output format '${format}' may not be used with a property path`);
  return format;
}

function wholeText(text: string): string | undefined {
  return text.trim() === '' ? undefined : `${text.trimEnd()}\n`;
}

interface Page {
  readonly value?: Value | undefined;
  readonly definition: string | undefined;
  readonly reveal?: boolean;
  /** Whether the places that define the value are listed, the one that wins first. */
  readonly places?: boolean;
}

function markdown({ value, definition, reveal = false, places = false }: Page): string {
  const json = value && renderValue(value, { format: 'json', reveal });
  const layers = value === undefined || !places ? [] : explain(value);
  return [
    ...(json === undefined ? [] : [`# Value\n\`\`\`json\n${json}\`\`\`\n`]),
    ...(definition === undefined ? [] : [`# Definition\n\`\`\`yaml\n${definition}\n\`\`\`\n`]),
    '\n',
    ...(layers.length === 0 ? [] : ['# Defined at\n', ...layers.map(formatPlace), '\n']),
  ].join('');
}

function formatPlace({ environment, line, column }: ReturnType<typeof explain>[number]): string {
  return `- ${environment}:${line}:${column}\n`;
}
