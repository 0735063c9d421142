import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { RewrittenDocument } from '../esc/index.ts';
import { DocumentError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import {
  type EnvironmentBackend,
  type EnvironmentTitle,
  type EnvironmentWriting,
  environmentChanged,
  formatTitle,
  type StoredEnvironment,
} from './env-backend.ts';
import { decryptDocument, encryptDocument } from './env-secrets.ts';
import { checkingContext } from './environment-context.ts';
import {
  type EnvironmentPlace,
  environmentNames,
  environmentsFolder,
  findEnvironment,
  isFileName,
  readings,
} from './environment-place.ts';
import { environmentProviders } from './environment-providers.ts';
import { evaluateEnvironmentFile } from './environments.ts';
import { openLive } from './run-open.ts';
import { readTextFile } from './text-file.ts';

/** Environments as files: `environments/project/name.yaml` of the project around the folder that the command runs in. */
export function environmentFiles(cli: Cli): EnvironmentBackend {
  return {
    list: async ({ project }) =>
      listTitles(environmentsFolder(cli.cwd)).filter((title) => title.project === (project ?? title.project)),
    read: async (wanted) => read(find(wanted, cli), cli),
    write: (wanted, writing) => write(wanted, writing, cli),
    create: async (wanted) => create(wanted, cli),
    remove: async (wanted) => {
      const place = find(wanted, cli);
      rmSync(place.file);
      return titleOf(place);
    },
    check: (wanted, text) => check(wanted, text, cli),
    open: (wanted, options) => openLive(wanted, options, cli),
    readDecrypted: async (wanted) => {
      const place = find(wanted, cli);
      const stored = read(place, cli);
      return { ...stored, text: rewritten(await decryptDocument(stored.text, place.name, cli), place, cli) };
    },
  };
}

const find = (wanted: string, { cwd }: Cli) => findEnvironment({ wanted, cwd });

function check(wanted: string, text: string, { cwd }: Cli) {
  const opening = {
    providers: environmentProviders(),
    context: checkingContext,
    mode: 'check',
    text,
  } as const;
  return evaluateEnvironmentFile({ wanted, cwd }, opening);
}

function listTitles(folder: string): readonly EnvironmentTitle[] {
  return [...environmentNames(folder)].sort(
    (a, b) => compare(a.project, b.project) || compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function read(place: EnvironmentPlace, { cwd }: Cli): StoredEnvironment {
  const text = readTextFile(place.file, cwd);
  return { title: titleOf(place), file: relative(cwd, place.file), text, etag: etagOf(text) };
}

function titleOf({ name }: EnvironmentPlace): EnvironmentTitle {
  const [project = '', ...rest] = name.split('/');
  return rest.length === 0 ? { project: 'default', name } : { project, name: rest.join('/') };
}

function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The text that rewriting made; mistakes that kept it from doing so are thrown. */
function rewritten(
  { text, diagnostics }: RewrittenDocument,
  { file }: EnvironmentPlace,
  { cwd }: Cli,
): string {
  if (diagnostics.length === 0) return text;
  throw new DocumentError(
    diagnostics.map(({ severity, line, column, summary }) => ({
      severity,
      file: relative(cwd, file),
      line,
      column,
      message: summary,
    })),
  );
}

async function write(wanted: string, writing: EnvironmentWriting, cli: Cli) {
  const place = find(wanted, cli);
  const { etag, encrypt } = writing;
  const text = encrypt
    ? rewritten(await encryptDocument(writing.text, place.name, cli), place, cli)
    : writing.text;
  const { diagnostics } = await check(wanted, text, cli);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DocumentError(diagnostics);
  const stored = read(place, cli);
  if (etag !== undefined && etag !== stored.etag) throw environmentChanged(stored.title);
  replaceFile(place.file, text);
  return diagnostics;
}

/** Nobody sees half a file, and an interruption leaves the old one. */
function replaceFile(file: string, text: string): void {
  const part = `${file}.${randomUUID()}`;
  try {
    writeFileSync(part, text, { flag: 'wx' });
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function create(wanted: string, { cwd }: Cli): EnvironmentTitle {
  if (isFileName(wanted)) throw new UsageError(`"${wanted}": name the environment as project/name`);
  const [reading] = readings(wanted);
  const folder = environmentsFolder(cwd);
  if (reading === undefined || reading.name.split('/').some((part) => !isNamePart(part)))
    throw new UsageError(`"${wanted}" cannot name an environment; take letters, digits, "-", "_" and "."`);
  const file = `${join(folder, ...reading.name.split('/'))}.yaml`;
  const title = titleOf({ name: reading.name, file, folder });
  if (existsSync(file)) throw new UsageError(`"${formatTitle(title)}" exists: ${relative(cwd, file)}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '', { flag: 'wx' });
  return title;
}

/** As Pulumi ESC limits the names of projects and environments. */
function isNamePart(part: string): boolean {
  return /^[A-Za-z0-9._-]{1,100}$/.test(part) && part !== '.' && part !== '..';
}
