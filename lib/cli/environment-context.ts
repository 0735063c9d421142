import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PlainValue } from '../esc/index.ts';
import { UsageError } from '../model/errors.ts';

/** Neutral names of user and organization, where nobody said which. */
export const neutralContext = {
  pulumi: { user: { login: 'nightshift', id: 'nightshift' }, organization: { login: 'nightshift' } },
};

/** The same where nothing is asked for: what only AWS could tell is shown as unknown. */
export const checkingContext: PlainValue = {
  ...neutralContext,
  aws: { account: '[unknown]', region: '[unknown]' },
};

/** What `${context…}` reaches: the object of a JSON file, or what stands for it where no file is named. */
export function readContext(file: string | undefined, cwd: string, otherwise: PlainValue): PlainValue {
  if (file === undefined) return otherwise;
  const context = parse(file, cwd);
  if (isRecord(context)) return context;
  throw new UsageError(`--context: "${file}" does not hold a JSON object`);
}

function parse(file: string, cwd: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8'));
  } catch {
    throw new UsageError(`--context: "${file}" is no JSON file`);
  }
}

/** JSON holds nothing that is not plain. */
function isRecord(value: unknown): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
