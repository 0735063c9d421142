import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const ENTRY = 'index.mjs';

interface Split {
  readonly folder: string;
  /** What the first pass wrote, below the folder that paths are relative to. */
  readonly outputs: Metafile['outputs'];
  readonly options: BuildOptions;
}

/**
 * Joins the modules that every start reads into one, `index.mjs`: esbuild cuts what rare chunks share into many small ones, and
 * each costs its own resolving and reading. A rare chunk finds what it shares in there, so there is one of everything.
 */
export function mergeLoaded({ folder, outputs, options }: Split): void {
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const loaded = findLoaded(files);
  const named = [...loaded].flatMap((file, index) =>
    (files.get(file)?.exports ?? []).map((name) => ({ file, name, as: sharedName(index, name) })),
  );
  const rare = [...files.keys()].filter((file) => !loaded.has(file));
  const lines = [
    `export { handler } from './${ENTRY}';`,
    ...named.map(({ file, name, as }) => `export { ${name} as ${as} } from './${file}';`),
  ];
  buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: { contents: lines.join('\n'), resolveDir: folder },
    outfile: join(folder, ENTRY),
    allowOverwrite: true,
    external: rare.map((file) => `./${file}`),
  });
  const order = [...loaded];
  for (const file of rare) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), pointToEntry(text, order));
  }
  for (const file of loaded) if (file !== ENTRY) rmSync(join(folder, file));
}

/** From the entry on, what is imported and not merely imported when it is needed; the entry is the first. */
function findLoaded(files: ReadonlyMap<string, Metafile['outputs'][string]>): ReadonlySet<string> {
  const loaded = new Set([ENTRY]);
  for (const file of loaded) {
    for (const { path, kind, external } of files.get(file)?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) loaded.add(basename(path));
    }
  }
  return loaded;
}

/** Exported names are no more than a letter or two, and several modules have the same. */
function sharedName(index: number, name: string): string {
  return `m${index}_${name}`;
}

function pointToEntry(text: string, order: readonly string[]): string {
  return text.replace(
    /import(?:\{([^}]*)\}from)?"\.\/([^"]+\.mjs)"/g,
    (whole, names: string | undefined, file: string) => {
      const index = order.indexOf(file);
      if (index < 0) return whole;
      if (names === undefined) return `import"./${ENTRY}"`;
      const shared = names.split(',').map((one) => {
        const [name = '', as = name] = one.split(' as ');
        return `${sharedName(index, name)} as ${as}`;
      });
      return `import{${shared.join(',')}}from"./${ENTRY}"`;
    },
  );
}
