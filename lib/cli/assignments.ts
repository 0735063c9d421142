import {
  environmentVariables,
  files,
  isShellName,
  renderDotenv,
  renderShell,
  unsetVariables,
  type Value,
} from '../esc/index.ts';
import type { Cli } from './cli.ts';
import { writeProjectedFiles } from './projected-files.ts';

const REDACTED = '[secret]';

export interface AssignmentOptions {
  readonly format: 'dotenv' | 'shell';
  readonly isRedacted: boolean;
  /** With `shell`: variables that are null are unset instead of emptied. */
  readonly unsetNull: boolean;
  readonly cli: Cli;
}

/** What an environment projects, as lines that set variables; its files are written and named, but for redacted ones. */
export function renderAssignments(value: Value | undefined, options: AssignmentOptions): string {
  const { format, isRedacted, cli } = options;
  const nullUnsets = options.unsetNull && format === 'shell';
  const variables = environmentVariables(value, { nullUnsets }).map(({ name, text, secret }) => ({
    name,
    text: secret && isRedacted ? REDACTED : text,
  }));
  const projected = files(value).filter(({ name }) => isUsable(name, options));
  const paths = isRedacted
    ? projected.map(({ name }) => ({ name, text: '[file]' }))
    : writeProjectedFiles(projected, cli.env);
  const usable = variables.filter(({ name }) => isUsable(name, options));
  if (format === 'dotenv') return renderDotenv(usable, paths);
  const unset = nullUnsets ? unsetVariables(value).filter((name) => isUsable(name, options)) : [];
  return renderShell(usable, paths) + unset.map((name) => `unset ${name}\n`).join('');
}

/** A name that the format cannot hold would be a way to run commands; it is left out, and said so. */
function isUsable(name: string, { format, cli }: AssignmentOptions): boolean {
  if (format === 'shell' ? isShellName(name) : !/[=\n\r]/.test(name)) return true;
  cli.stderr.write(`warning: ${JSON.stringify(name)} is left out: it is no variable name for ${format}\n`);
  return false;
}
