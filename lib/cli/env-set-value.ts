import { type Draft, type PathStep, readDraft, readText, secretDraft, textDraft } from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { askSecret } from './env-ask.ts';
import { readInput } from './env-input.ts';
import { looksLikeSecret } from './looks-like-secret.ts';

export interface ValueOptions {
  readonly secret?: boolean;
  readonly plaintext?: boolean;
  readonly string?: boolean;
  readonly file?: string;
}

interface TypedValue {
  readonly path: readonly PathStep[];
  readonly value: string | undefined;
  readonly options: ValueOptions;
}

/** What is to be written, from the command line, a file or the person at the prompt. Throws UsageError for what cannot be. */
export async function readDraftOf(typed: TypedValue, cli: Cli): Promise<Draft> {
  const { path, options } = typed;
  const yaml = await readValue(typed, cli);
  if (options.secret === true) return secretDraft(secretText(yaml, typed));
  const draft = options.string === true ? textDraft(yaml) : readAsYaml(yaml);
  const plain = options.string === true ? { text: yaml } : readText(yaml);
  const isText = 'text' in plain && (draft.kind === 'string' || draft.kind === 'verbatim');
  if (isText && options.plaintext !== true && looksLikeSecret(path, plain.text)) {
    throw new UsageError(
      'value looks like a secret; rerun with --secret to encrypt it, or with --plaintext if you meant to leave it readable',
    );
  }
  return draft;
}

async function readValue({ value, options }: TypedValue, cli: Cli): Promise<string> {
  if (options.file !== undefined) {
    if (value !== undefined) throw new UsageError('give the value or --file, not both');
    return readInput(options.file, cli);
  }
  if (value !== undefined) return value;
  if (options.secret !== true) throw new UsageError('expected a value, or --file');
  return askSecret('Value: ', cli);
}

function readAsYaml(yaml: string): Draft {
  const read = readDraft(yaml);
  if ('wrong' in read) throw new UsageError(`invalid value: ${read.wrong}`);
  return read.draft;
}

/** Several lines of a file, such as a key's, are the secret itself; all else is read as YAML, as without --secret. */
function secretText(yaml: string, { options }: TypedValue): string {
  if (options.string === true || yaml.trimEnd().includes('\n')) return yaml;
  const read = readText(yaml);
  if ('wrong' in read) throw new UsageError(`invalid value: ${read.wrong}`);
  return read.text;
}
