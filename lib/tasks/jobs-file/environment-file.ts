import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Mistake, Path } from './mistake.ts';
import { entriesOf, field, textFieldOf } from './unknown.ts';
import { readYaml } from './yaml.ts';

/** One `fn::open::aws-login` with OIDC, as it is written. */
export interface LoginSource {
  readonly path: Path;
  /** With its `${…}`, if any; undefined where it is no text. */
  readonly roleArn: string | undefined;
  readonly duration: string | undefined;
  readonly subjectAttributes: readonly string[];
  /** `duration` of `assumeRole`, a second role taken on with the first one's credentials; undefined where there is none. */
  readonly chainedDuration: string | undefined;
}

/** An environment as far as it can be known without evaluating it. */
export interface EnvironmentFile {
  readonly name: string;
  /** Relative to the project's root. */
  readonly file: string;
  readonly text: string;
  /** The environments that it names, in `imports` or in `${environments.…}`. */
  readonly imports: readonly { readonly name: string; readonly path: Path }[];
  readonly logins: readonly LoginSource[];
  /** Where an `fn::secret` holds its secret unencrypted. */
  readonly plaintextSecrets: readonly Path[];
  /** Whether an `fn::secret` holds its secret encrypted. */
  readonly holdsCiphertexts: boolean;
  /** Mistakes in the YAML, in the words of this reader; the evaluator's parser knows more. */
  readonly diagnostics: readonly Diagnostic[];
  readonly locate: (mistake: Mistake) => Diagnostic;
}

/** Reads an environment without evaluating it. It takes any text and never throws. */
export function readEnvironmentFile({
  name,
  file,
  text,
}: {
  name: string;
  file: string;
  text: string;
}): EnvironmentFile {
  const { value, diagnostics, locate } = readYaml(text, file);
  const parts = [...walk(value, [])];
  return {
    name,
    file,
    text,
    imports: [...listedImports(value), ...parts.flatMap(referredEnvironments)],
    logins: parts.flatMap(loginOf),
    plaintextSecrets: parts.filter(isPlaintextSecret).map(({ path }) => path),
    holdsCiphertexts: parts.some(isCiphertext),
    diagnostics,
    locate,
  };
}

interface Part {
  readonly path: Path;
  readonly value: unknown;
}

function* walk(value: unknown, path: Path): Generator<Part> {
  yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* walk(item, [...path, key]);
}

function listedImports(value: unknown): EnvironmentFile['imports'] {
  const [key, list] = entriesOf(value).find(([name]) => name.toLowerCase() === 'imports') ?? [];
  if (key === undefined || !Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => {
    const name = typeof item === 'string' ? item : entriesOf(item)[0]?.[0];
    return name === undefined ? [] : [{ name: importedName(name), path: [key, index] }];
  });
}

/** The environment that an import names: `env` is `default/env`, and a pinned version is the one file there is. */
export function importedName(name: string): string {
  const [unpinned = ''] = name.split('@');
  return unpinned.includes('/') ? unpinned : `default/${unpinned}`;
}

function referredEnvironments({ path, value }: Part): EnvironmentFile['imports'] {
  if (typeof value !== 'string') return [];
  const references = value.matchAll(
    /(?<!\$)(?:\$\$)*\$\{environments(?:\.([^.[\]{}\s]+)|\["([^"]+)"\])(?:\.([^.[\]{}\s]+)|\["([^"]+)"\])/g,
  );
  return [...references].map((match) => ({
    name: `${match[1] ?? match[2]}/${match[3] ?? match[4]}`,
    path,
  }));
}

function isPlaintextSecret({ path, value }: Part): boolean {
  return path.at(-1) === 'fn::secret' && !isCiphertext({ path, value });
}

function isCiphertext({ path, value }: Part): boolean {
  return path.at(-1) === 'fn::secret' && textFieldOf(value, 'ciphertext') !== undefined;
}

function loginOf({ path, value }: Part): readonly LoginSource[] {
  const inputs = inputsOf(value);
  if (inputs === undefined) return [];
  const oidc = field(inputs.value, 'oidc');
  if (oidc === undefined) return [];
  const attributes: unknown = field(oidc, 'subjectAttributes');
  return [
    {
      path: [...path, ...inputs.path, 'oidc'],
      roleArn: textFieldOf(oidc, 'roleArn'),
      duration: textFieldOf(oidc, 'duration'),
      subjectAttributes: [attributes].flat().filter((attribute) => typeof attribute === 'string'),
      chainedDuration: textFieldOf(field(inputs.value, 'assumeRole'), 'duration'),
    },
  ];
}

/** The inputs of a call of the provider aws-login, in either of its two spellings. */
function inputsOf(value: unknown): Part | undefined {
  const short = field(value, 'fn::open::aws-login');
  if (short !== undefined) return { path: ['fn::open::aws-login'], value: short };
  const long = field(value, 'fn::open');
  if (textFieldOf(long, 'provider') !== 'aws-login') return undefined;
  return { path: ['fn::open', 'inputs'], value: field(long, 'inputs') };
}
