import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { FunctionCode } from './input.ts';
import { mergeLoaded } from './merge-loaded.ts';
import { shakeableClient } from './shakeable-client.ts';

export interface BundleProps {
  /** The project's root; `lambdas/` lies below it. */
  readonly root: string;
  /** Where bundles are written, one folder each; they are copied into the cloud assembly from there. */
  readonly outDirectory: string;
  /** Path of a task's entry, such as `lambdas/backup-logs.ts`. */
  readonly entryOf: (taskName: string) => string;
  /** Path of the entry of the function that does a task's slices, where it has any. */
  readonly sliceEntryOf: (taskName: string) => string | undefined;
  /** Files of npm packages that the code reads when it needs them: name in the bundle, path below `node_modules`. */
  readonly filesOf: (taskName: string) => Readonly<Record<string, string>>;
  /** What a task's functions need to know of their jobs: written beside the code as `jobs.json`. */
  readonly jobsData: (taskName: string) => unknown;
  /** What the issuer functions need to know: written beside the code as `issuer.json`. */
  readonly issuerData: unknown;
}

/** Bundles each entry once, however many functions share it, and puts its data file beside it. */
export function bundleFunctions(props: BundleProps): FunctionCode {
  const made = new Map<string, Code>();
  const once = (name: string, make: () => Code): Code => {
    const code = made.get(name) ?? make();
    made.set(name, code);
    return code;
  };
  const bundle = (
    name: string,
    entry: string,
    data?: { file: string; value: unknown },
    files: Readonly<Record<string, string>> = {},
  ) =>
    once(name, () => {
      const folder = join(props.outDirectory, name);
      bundleEntry({ root: props.root, entry, folder });
      if (data !== undefined) writeFileSync(join(folder, data.file), `${JSON.stringify(data.value)}\n`);
      for (const [file, path] of Object.entries(files)) {
        copyFileSync(join(props.root, 'node_modules', path), join(folder, file));
      }
      return Code.fromAsset(folder);
    });
  return {
    task: (taskName) =>
      bundle(
        taskName,
        props.entryOf(taskName),
        { file: 'jobs.json', value: props.jobsData(taskName) },
        props.filesOf(taskName),
      ),
    slice: (taskName) => {
      const entry = props.sliceEntryOf(taskName);
      if (entry === undefined) throw new Error(`task "${taskName}" has no slices`);
      return bundle(`${taskName}-slice`, entry, { file: 'jobs.json', value: props.jobsData(taskName) });
    },
    issueToken: () =>
      bundle('issue-token', 'lambdas/issue-token.ts', { file: 'issuer.json', value: props.issuerData }),
    discovery: () => bundle('oidc-discovery', 'lambdas/oidc-discovery.ts'),
    app: (name, data) =>
      bundle(
        name,
        `lambdas/${name}.ts`,
        data === undefined ? undefined : { file: `${name}.json`, value: data },
      ),
  };
}

/**
 * One small ES module per function, rare paths in chunks of their own that are loaded when needed. The module entries
 * of packages (`mainFields`) and an environment-only credential provider halve the bundle and its start-up.
 */
export function bundleEntry({ root, entry, folder }: { root: string; entry: string; folder: string }): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const options = {
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'error',
  } as const;
  const { metafile } = buildSync({
    ...options,
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    metafile: true,
    // What a copied client imports lies where it does for the original.
    nodePaths: [join(root, 'node_modules')],
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'lib/aws/function-credentials.ts'),
      '@aws-sdk/client-ec2': shakeableClient('@aws-sdk/client-ec2', {
        root,
        folder: join(folder, '..', 'clients'),
      }),
      ...builtinAliases(root),
    },
    banner: { js: REQUIRE },
  });
  for (const output of Object.keys(metafile.outputs)) dropUnusedRequire(join(root, output));
  mergeLoaded({ folder, outputs: metafile.outputs, options });
}

/** What packages in CommonJS need in an ES module. */
const REQUIRE =
  "import{createRequire as nightshiftRequire}from'node:module';const require=nightshiftRequire(import.meta.url);";

/** Most modules have no such package in them, and making a `require` for them takes its time. */
function dropUnusedRequire(file: string): void {
  const text = readFileSync(file, 'utf8');
  const code = text.slice(REQUIRE.length);
  if (text.startsWith(REQUIRE) && !/\brequire\b/.test(code)) writeFileSync(file, code.trimStart());
}

/** Built-in modules whose mere import is slow, and what stands in for them. */
const SLOW_BUILTINS = ['crypto', 'fs', 'fs/promises', 'http', 'https', 'process', 'util', 'zlib'];

function builtinAliases(root: string): Record<string, string> {
  const pairs = SLOW_BUILTINS.map(
    (name) => [name, join(root, `lambdas/builtins/${name.replace('/', '-')}.ts`)] as const,
  );
  return Object.fromEntries(
    pairs.flatMap(([name, path]) => [
      [name, path],
      [`node:${name}`, path],
    ]),
  );
}
