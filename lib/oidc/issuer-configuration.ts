/** What an issuer function knows for certain, fixed at synth. Every value of a claim comes from here. */
export interface IssuerConfiguration {
  readonly organization: string;
  readonly rootEnvironment: string;
  /** Every environment that the root imports, directly or through another: the only other `currentEnvironment`. */
  readonly imports: readonly string[];
  readonly userLogin: string;
}

/** The file bundled beside the issuer functions, `issuer.json`: one for all of them. */
export interface IssuerFile {
  readonly organization: string;
  readonly environments: Readonly<Record<string, { readonly imports: readonly string[] }>>;
}

/** The part of `issuer.json` that is this function's own; throws when the environment is not listed. */
export function readIssuerConfiguration(file: unknown, rootEnvironment: string): IssuerConfiguration {
  const { organization, environments } = readIssuerFile(file);
  if (!Object.hasOwn(environments, rootEnvironment)) {
    throw new Error(`issuer.json does not list environment "${rootEnvironment}"; deploy again`);
  }
  const imports = environments[rootEnvironment]?.imports ?? [];
  return { organization, rootEnvironment, imports, userLogin: 'nightshift' };
}

function readIssuerFile(file: unknown): IssuerFile {
  if (isRecord(file) && typeof file['organization'] === 'string' && isRecord(file['environments'])) {
    const environments = Object.entries(file['environments']).map(([name, entry]) => ({
      name,
      imports: readImports(entry),
    }));
    return {
      organization: file['organization'],
      environments: Object.fromEntries(environments.map(({ name, imports }) => [name, { imports }])),
    };
  }
  throw new Error('issuer.json must hold "organization" and "environments"');
}

function readImports(entry: unknown): readonly string[] {
  const imports = isRecord(entry) ? entry['imports'] : undefined;
  if (Array.isArray(imports) && imports.every((name) => typeof name === 'string')) return imports;
  throw new Error('issuer.json: "imports" of an environment must be a list of names');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
