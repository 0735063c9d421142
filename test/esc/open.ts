import {
  hasErrors,
  type OpenedEnvironment,
  openEnvironment,
  type Provider,
  parseEnvironment,
  renderValue,
  secret,
} from '../../lib/esc/index.ts';

/** Texts of environments by name; the one called `env` is opened. */
export type Texts = Readonly<Record<string, string>>;

export interface TestOpening {
  readonly mode?: 'open' | 'check';
  readonly providers?: Readonly<Record<string, Provider>>;
}

/** Opens `env`, every document taken through JSON first, as functions get them. */
export function openTexts(texts: Texts, { mode = 'open', providers = testProviders }: TestOpening = {}) {
  const parse = (name: string) => {
    const { document, diagnostics } = parseEnvironment(texts[name] ?? '', { name });
    const stored: typeof document = document && JSON.parse(JSON.stringify(document));
    return { document: stored, diagnostics };
  };
  return openEnvironment({
    name: 'env',
    ...parse('env'),
    load: async (name) => (texts[name] === undefined ? undefined : parse(name)),
    providers,
    decrypt: async (ciphertext) => new TextDecoder().decode(ciphertext.map((byte) => (byte + 128) & 0xff)),
    context: { pulumi: { user: { login: 'ann' } } },
    mode,
  });
}

/** What a case expects: values with and without secrets, or the errors, each `env:line:column: summary`. */
export function summarize({ value, diagnostics }: OpenedEnvironment) {
  const told = diagnostics.map(
    ({ severity, environment, line, column, summary }) =>
      `${severity === 'warning' ? 'warning ' : ''}${environment}:${line}:${column}: ${summary}`,
  );
  if (hasErrors(diagnostics)) return { diagnostics: told };
  const json = (reveal: boolean): unknown => JSON.parse(renderValue(value, { format: 'json', reveal }));
  const text = renderValue(value, { format: 'string', reveal: true });
  return { diagnostics: told, values: json(true), redacted: json(false), text };
}

/** `echo` gives its inputs back, `vault` gives them back as secrets, `broken` fails. */
export const testProviders: Readonly<Record<string, Provider>> = {
  echo: { inputs: true, outputs: true, open: async (_inputs, { markedInputs }) => markedInputs },
  vault: {
    inputs: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    outputs: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    open: async (inputs) => secret(inputs),
  },
  broken: { inputs: true, outputs: true, open: async () => Promise.reject(new Error('the vault is closed')) },
};
