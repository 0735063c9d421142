// How our own programs are bundled: what `bin/build.mjs` ships, and what the benches measure.
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const bundling = {
  absWorkingDir: root,
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  // The package's build for Node asks `process.env` at every token, which costs a quarter of parsing a document.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};
