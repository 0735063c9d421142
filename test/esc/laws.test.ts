import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderValue } from '../../lib/esc/index.ts';
import { formatFloat } from '../../lib/esc/text/number-text.ts';
import { decodeUtf8, encodeUtf8 } from '../../lib/esc/text/utf8.ts';
import { openTexts, summarize } from './open.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const key = fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('$', '')),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3 }),
  ),
}));
const object = fc.dictionary(key, json, { minKeys: 1, maxKeys: 4 });

/** JSON is YAML; what JSON writes on one line holds for any text. */
const document = (values: Json, imports: readonly string[] = []) => JSON.stringify({ imports, values });

async function valuesOf(texts: Record<string, string>): Promise<unknown> {
  return summarize(await openTexts(texts)).values;
}

test('prints the values that a document states', async () => {
  await fc.assert(
    fc.asyncProperty(object, async (values) => {
      expect(await valuesOf({ env: document(values) })).toEqual(plain(values));
    }),
  );
});

test('reads its own YAML back', async () => {
  await fc.assert(
    fc.asyncProperty(object, async (values) => {
      const { value } = await openTexts({ env: document(values) });
      const yaml = renderValue(value, { format: 'yaml', reveal: true });

      const again = await valuesOf({ env: `values:\n${yaml.replace(/^(?=.)/gm, '  ')}` });

      expect(again).toEqual(plain(values));
    }),
  );
});

test('takes JSON through fn::toJSON and fn::fromJSON unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(json, async (x) => {
      const values = { x, back: { 'fn::fromJSON': { 'fn::toJSON': '${x}' } } };

      expect(await valuesOf({ env: document(values) })).toEqual({ x: plain(x), back: plain(x) });
    }),
  );
});

test('merges imports as JSON merge patch on objects, wherever the layers are cut', async () => {
  await fc.assert(
    fc.asyncProperty(object, object, object, async (a, b, c) => {
      const flat = await valuesOf({
        env: document({}, ['a', 'b', 'c']),
        a: document(a),
        b: document(b),
        c: document(c),
      });
      const stacked = await valuesOf({
        env: document(c, ['b']),
        b: document(b, ['a']),
        a: document(a),
      });
      const self = await valuesOf({ env: document(a, ['a']), a: document(a) });

      expect(flat).toEqual(stacked);
      expect(self).toEqual(plain(a));
    }),
  );
});

test('never shows a secret, whatever builtins it went through', async () => {
  const hidden = 'hunter2';
  const wrap: fc.Arbitrary<(inner: Json) => Json> = fc.constantFrom<(inner: Json) => Json>(
    (inner) => ({ 'fn::toJSON': inner }),
    (inner) => ({ 'fn::toString': { deep: [inner] } }),
    (inner) => ({ 'fn::toYAML': { deep: inner } }),
    (inner) => ({ 'fn::toBase64': { 'fn::toString': inner } }),
    (inner) => ({ 'fn::fromJSON': { 'fn::toJSON': { a: inner } } }),
    (inner) => ({ 'fn::join': ['-', ['x', { 'fn::toString': inner }]] }),
    (inner) => ({ 'fn::split': ['t', { 'fn::toString': inner }] }),
    (inner) => ({ 'fn::concat': [[inner], ['x']] }),
    (inner) => ({ 'fn::final': { a: inner } }),
    (inner) => ({ 'fn::validate': { schema: {}, value: { a: inner } } }),
    (inner) => ({ 'fn::open::echo': { a: inner } }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(wrap, { maxLength: 4 }), async (wraps) => {
      const wrapped = wraps.reduce<Json>((inner, next) => next(inner), '${s}');
      const values = {
        s: { 'fn::secret': hidden },
        wrapped,
        alias: '${wrapped}',
        text: 'p ${wrapped} q',
        list: ['${alias}'],
      };
      const { value, diagnostics } = await openTexts({ env: document(values) });
      expect(diagnostics).toEqual([]);

      const shown = (['json', 'yaml', 'string', 'detailed'] as const).map((format) =>
        renderValue(value, { format }),
      );

      for (const text of shown) {
        expect(text).not.toContain(hidden);
        expect(text).not.toContain(btoa(hidden).slice(0, 8));
        expect(text).not.toMatch(/hun|er2/);
      }
    }),
  );
});

test('ends in a diagnostic or a value for any text', async () => {
  const line = fc.constantFrom(
    'values:',
    '  a: ${b}',
    '  b: [1',
    '  c: {fn::join: 1}',
    'imports: [env]',
    '  - x',
    '\t',
    '  "q',
    ' &a *a',
    '  ? x',
    '---',
    '  d: |',
    '%',
    '}',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(line).map((lines) => lines.join('\n')),
      ),
      async (env) => {
        const { diagnostics } = await openTexts({ env });

        for (const { line: at, column } of diagnostics) expect(Math.min(at, column)).toBeGreaterThan(0);
      },
    ),
  );
});

test('keeps any bytes through fn::fromBase64', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(encodeUtf8(decodeUtf8(bytes))).toEqual(bytes);
    }),
  );
});

test('prints floats that read back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Object.is(Number(formatFloat(number)), number)).toBe(true);
    }),
  );
});

/** As JSON has it: no -0, no prototypes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
