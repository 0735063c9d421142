import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** What `jobs.yaml` says of tokens. Nothing of it is needed to open an environment; a wrong file says nothing. */
export interface ProjectSettings {
  /** The folder that holds `environments/`; undefined outside of a project. */
  readonly root?: string;
  readonly organization?: string;
  readonly issuerUrl?: string;
}

/** The settings of the project that a folder lies in. It loads no more than it must: `run` starts often. */
export function readSettings(cwd: string): ProjectSettings {
  const root = findRoot(resolve(cwd));
  if (root === undefined) return {};
  const file = join(root, 'jobs.yaml');
  const read = readYaml(file);
  const organization = textAt(read, 'organization');
  const domain = textAt(fieldOf(read, 'issuer'), 'domain');
  return {
    root,
    ...(organization === undefined ? {} : { organization }),
    ...(domain === undefined ? {} : { issuerUrl: `https://${domain}` }),
  };
}

/** What a YAML file says, mistakes left aside; undefined where there is no such file, or nobody can read it. */
export function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function findRoot(folder: string): string | undefined {
  if (existsSync(join(folder, 'environments'))) return folder;
  return folder === dirname(folder) ? undefined : findRoot(dirname(folder));
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

function textAt(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
