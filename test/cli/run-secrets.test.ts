import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../lib/cli/run-redactor.ts';
import { secretForms } from '../../lib/cli/run-secrets.ts';
import { openEnvironment, parseEnvironment } from '../../lib/esc/index.ts';

async function open(text: string) {
  const { document, diagnostics } = parseEnvironment(text, { name: 'x' });
  const load = async () => undefined;
  const { value } = await openEnvironment({
    name: 'x',
    document,
    diagnostics,
    load,
    providers: {},
    mode: 'open',
  });
  return value;
}

function redactWith(secret: string): (output: string) => string {
  const { patterns } = secretForms(undefined, [{ name: 'S', text: secret, secret: true }]);
  return (output) => {
    const redactor = createRedactor(patterns);
    return redactor.push(Buffer.from(output)).toString() + redactor.end().toString();
  };
}

const pem =
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END PRIVATE KEY-----\n';

describe('secretForms', () => {
  test('finds every secret of the environment, also those that no variable holds', async () => {
    const value = await open(`values:
  plain: visible
  deep: { list: [{ "fn::secret": hidden-1 }] }
  joined: { "fn::toJSON": { a: { "fn::secret": hidden-2 } } }
  number: { "fn::fromJSON": { "fn::secret": '{"pin": 123456}' } }
`);
    const found = secretForms(value, []).patterns.map((bytes) => Buffer.from(bytes).toString());

    expect(found).toEqual(expect.arrayContaining(['hidden-1', 'hidden-2', '{"a":"hidden-2"}', '123456']));
    expect(found).not.toContain('visible');
  });

  test.each([
    ['as it is', (secret: string) => secret],
    ['base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['base64url', (secret: string) => Buffer.from(secret).toString('base64url')],
    ['in a URL', (secret: string) => encodeURIComponent(secret)],
    ['in a form', (secret: string) => new URLSearchParams({ s: secret }).toString().slice(2)],
    ['in JSON', (secret: string) => JSON.stringify(secret).slice(1, -1)],
    ['in hex', (secret: string) => Buffer.from(secret).toString('hex')],
  ])('redacts a secret %s', (_what, encode) => {
    for (const secret of ['p&ss w/rd+é=?"x', 'wJalrXUtnFEMI/K7MDENG', pem]) {
      expect(redactWith(secret)(`<${encode(secret)}>`)).toMatch(/^<(\[secret\])+>$/);
    }
  });

  test('redacts the middle of longer base64, such as basic authentication', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,4}:$/), fc.stringMatching(/^[!-~]{12,20}$/), (user, secret) => {
        const header = Buffer.from(user + secret).toString('base64');
        const shown = redactWith(secret)(header);
        expect(shown).toContain('[secret]');
        expect(Buffer.from(shown.replace('[secret]', ''), 'base64').toString()).not.toContain(
          secret.slice(0, 4),
        );
      }),
    );
  });

  test('redacts a key in several lines, printed whole, line by line, or with other line ends', () => {
    const redact = redactWith(pem);

    expect(redact(`key: ${pem}end`)).toBe('key: [secret]end');
    expect(redact(pem.replaceAll('\n', '\r\n'))).not.toContain('MIIEvQ');
    expect(redact('a line: AQEFAASCBKcwggSjAgEAAoIB')).toBe('a line: [secret]');
  });

  test('leaves values below three characters, and says how many are too large', () => {
    const short = { name: 'A', text: 'ab', secret: true };
    const large = { name: 'B', text: 'x'.repeat(40_000), secret: true };
    const plain = { name: 'C', text: 'plain', secret: false };

    expect(secretForms(undefined, [short, large, plain])).toEqual({ patterns: [], tooLarge: 1 });
  });
});
