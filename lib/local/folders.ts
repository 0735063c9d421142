import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the local stack keeps its things, all of it below `.nightshift/`. */
export interface Folders {
  readonly root: string;
  readonly home: string;
  readonly venv: string;
  /** Scratch space of the emulator and its functions. */
  readonly temp: string;
  readonly cloudAssembly: string;
  readonly mail: string;
  readonly logs: string;
}

/** Names the folders below the project's root and makes those that are written to. */
export function makeFolders(root: string): Folders {
  const home = join(root, '.nightshift');
  const folders = {
    root,
    home,
    venv: join(home, 'venv'),
    temp: join(home, 'tmp'),
    cloudAssembly: join(home, 'cdk.out'),
    mail: join(home, 'mail'),
    logs: join(home, 'logs'),
  };
  for (const folder of [folders.home, folders.temp, folders.mail, folders.logs]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  // The emulator writes CommonJS workers here; below our own "type": "module" they would not start.
  writeFileSync(join(folders.temp, 'package.json'), '{"type":"commonjs"}\n');
  return folders;
}
