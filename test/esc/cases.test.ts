import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { openTexts, summarize } from './open.ts';

/** A case is a folder: env.esc and what it imports, in YAML, and expected.case.json. ACCEPT=1 writes the expectations anew. */
const folder = fileURLToPath(new URL('./cases', import.meta.url));

describe('an environment opens and checks as its case expects', () => {
  for (const name of readdirSync(folder)) {
    test(name, async () => {
      const texts = readTexts(join(folder, name));

      const opened = summarize(await openTexts(texts));
      const checked = summarize(await openTexts(texts, { mode: 'check' }));

      const found = { open: opened, check: { diagnostics: checked.diagnostics, redacted: checked.redacted } };
      const file = join(folder, name, 'expected.case.json');
      if (process.env['ACCEPT'] !== undefined || !existsSync(file)) {
        writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
      }
      expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    });
  }
});

function readTexts(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.esc'),
  );
  return Object.fromEntries(
    files.map((file) => [
      relative(path, join(path, file)).replace(/\.esc$/, ''),
      readFileSync(join(path, file), 'utf8'),
    ]),
  );
}
