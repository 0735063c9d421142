import type { Command } from 'commander';
import { type ExplainedLayer, explain, lookUp, renderValue, type Value } from '../esc/index.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { addBackendOption, type BackendOptions, chooseBackend } from './env-backend-choice.ts';
import { readPath } from './env-edit-value.ts';

interface ExplainOptions extends BackendOptions {
  readonly output: string;
}

/** `env explain NAME PATH`: which document a value comes from, and what it overrides there and in imports. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/name, or a file')
    .argument('<path>', 'a value of it, such as a.b[0]')
    .option('--output <format>', 'text or json', 'text');
  addBackendOption(command).action(async (environment: string, path: string, options: ExplainOptions) => {
    const steps = readPath(path);
    const backend = await chooseBackend(options, cli, environment);
    const { text } = await backend.read(environment);
    const { value, diagnostics } = await backend.check(environment, text);
    if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
    const found = value === undefined ? undefined : lookUp(value, steps);
    if (found === undefined) throw new UsageError(`"${environment}" has no value "${path}"`);
    cli.stdout.write(print(layersOf(found), options.output));
  });
}

interface Layer {
  readonly environment: string;
  readonly line: number;
  readonly column: number;
  /** `wins`, `merged` into what wins, or `overridden` by it. */
  readonly effect: 'wins' | 'merged' | 'overridden';
  readonly kind: ExplainedLayer['kind'];
  /** On one line, secrets hidden. */
  readonly value: string;
  readonly secret: boolean;
  readonly final: boolean;
}

/** Objects merge down to the first layer that is none; that one, and what lies below it, is overridden. */
function layersOf(value: Value): readonly Layer[] {
  const values: Value[] = [];
  for (let layer: Value | undefined = value; layer !== undefined; layer = layer.base) values.push(layer);
  const firstOther = values.findIndex(({ kind }) => kind !== 'object');
  const merging = firstOther === -1 ? values.length : firstOther;
  return explain(value).map((layer, index): Layer => {
    const effect = index === 0 ? 'wins' : index < merging ? 'merged' : 'overridden';
    return { ...layer, effect, value: shortText(values[index]) };
  });
}

/** The layer by itself, without what lies below it. */
function shortText(layer: Value | undefined): string {
  const alone = layer && { ...layer, base: undefined };
  const text = renderValue(alone?.kind === 'object' ? { ...alone, memo: {} } : alone, { format: 'json' });
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function print(layers: readonly Layer[], output: string): string {
  if (output === 'json') return `${JSON.stringify(layers, undefined, 2)}\n`;
  if (output !== 'text') throw new UsageError(`--output: "${output}" is none of text, json`);
  const places = layers.map(({ environment, line, column }) => `${environment}:${line}:${column}`);
  const width = Math.max(...places.map(({ length }) => length));
  return layers
    .map(({ effect, value, final }, index) => {
      const note = final ? '  (final: nothing overrides it)' : '';
      return `${(places[index] ?? '').padEnd(width)}  ${effect.padEnd('overridden'.length)}  ${value}${note}\n`;
    })
    .join('');
}
