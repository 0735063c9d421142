// Builds the command line, dist/nightshift.mjs: one small entry and a chunk per command, loaded when it is called.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundling } from './bundling.mjs';

const dist = new URL('../dist/', import.meta.url);
rmSync(dist, { recursive: true, force: true });
await build({
  ...bundling,
  entryPoints: { nightshift: 'bin/nightshift.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  splitting: true,
  banner: { js: `#!/usr/bin/env node\n${bundling.banner.js}` },
});
// npm makes it executable when it installs, and only then.
chmodSync(new URL('nightshift.mjs', dist), 0o755);
