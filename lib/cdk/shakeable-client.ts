import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCHEMAS = join('dist-es', 'schemas', 'schemas_0.js');

/**
 * A copy of a client of the SDK whose schemas a bundler can leave out where no command needs them. They are as large as all
 * else that a function loads: an object's computed key (`[_eQN]: …`) may have side effects for all that a bundler knows, so
 * it keeps every one of EC2's three thousand schemas. The keys are constants of the same file; the copy says their text.
 */
export function shakeableClient(name: string, { root, folder }: { root: string; folder: string }): string {
  const copy = join(folder, name);
  if (existsSync(copy)) return copy;
  const original = join(root, 'node_modules', name);
  for (const part of ['package.json', 'dist-es']) {
    cpSync(join(original, part), join(copy, part), { recursive: true, dereference: true });
  }
  const text = readFileSync(join(copy, SCHEMAS), 'utf8');
  writeFileSync(join(copy, SCHEMAS), withPlainKeys(text));
  return copy;
}

/** `{ [_n]: 1 }` as `{ "name": 1 }` where the file says `const _n = "name";`. */
export function withPlainKeys(text: string): string {
  const constants = new Map(
    [...text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name = '', literal = '']) => [
      name,
      literal,
    ]),
  );
  return text.replace(/\[(_\w+)\]:/g, (whole, name: string) => {
    const literal = constants.get(name);
    return literal === undefined || literal === '"__proto__"' ? whole : `${literal}:`;
  });
}
