import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

interface Split {
  readonly folder: string;
  /** What the first pass wrote, below the folder that paths are relative to. */
  readonly outputs: Metafile['outputs'];
  readonly options: BuildOptions;
}

/**
 * Joins the modules that every start reads into one, `main.mjs`: esbuild cuts what rare chunks share into many small ones, and
 * each costs its own resolving and reading. `index.mjs` hands on the handler; a rare chunk finds what it shares in `main.mjs`, so
 * there is one of everything.
 */
export function mergeLoaded({ folder, outputs, options }: Split): void {
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const loaded = findLoaded(files);
  const named = [...loaded].flatMap((file, index) =>
    (files.get(file)?.exports ?? []).map((name) => ({ file, name, as: sharedName(index, name) })),
  );
  const rare = [...files.keys()].filter((file) => !loaded.has(file));
  const lines = named.map(({ file, name, as }) => `export { ${name} as ${as} } from './${file}';`);
  buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: { contents: lines.join('\n'), resolveDir: folder },
    outfile: join(folder, 'main.mjs'),
    external: rare.map((file) => `./${file}`),
  });
  const order = [...loaded];
  for (const file of rare) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), pointToMain(text, order));
  }
  for (const file of loaded) rmSync(join(folder, file));
  writeFileSync(
    join(folder, 'index.mjs'),
    `export{${sharedName(0, 'handler')} as handler}from"./main.mjs";\n`,
  );
}

/** From the entry on, what is imported and not merely imported when it is needed; the entry is the first. */
function findLoaded(files: ReadonlyMap<string, Metafile['outputs'][string]>): ReadonlySet<string> {
  const loaded = new Set(['index.mjs']);
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

function pointToMain(text: string, order: readonly string[]): string {
  return text.replace(
    /import(?:\{([^}]*)\}from)?"\.\/([^"]+\.mjs)"/g,
    (whole, names: string | undefined, file: string) => {
      const index = order.indexOf(file);
      if (index < 0) return whole;
      if (names === undefined) return 'import"./main.mjs"';
      const shared = names.split(',').map((one) => {
        const [name = '', as = name] = one.split(' as ');
        return `${sharedName(index, name)} as ${as}`;
      });
      return `import{${shared.join(',')}}from"./main.mjs"`;
    },
  );
}
