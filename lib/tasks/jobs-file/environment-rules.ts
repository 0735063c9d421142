import type { Diagnostic } from '../../model/diagnostic.ts';
import type { EnvironmentFile, LoginSource } from './environment-file.ts';
import { hint } from './hint.ts';
import type { Mistake } from './mistake.ts';
import { parseRoleArn } from './role-arn.ts';
import type { EnvironmentUse } from './uses.ts';

interface RulesInput {
  readonly uses: readonly EnvironmentUse[];
  readonly environments: ReadonlyMap<string, EnvironmentFile>;
  /** Account that the app is deployed to, where it is known. */
  readonly account?: string | undefined;
  /** Locates a mistake in the jobs file. */
  readonly locateJob: (mistake: Mistake) => Diagnostic;
}

/** Mistakes in the environments that jobs use, their imports included: syntax, secrets, imports, and roles to be made. */
export function checkEnvironments(input: RulesInput): readonly Diagnostic[] {
  const names = new Set(input.uses.map(({ environment }) => environment));
  const reached = new Set([...names].flatMap((name) => closureOf(name, input.environments)));
  return [
    ...[...reached].flatMap((environment) => checkContents(environment, input.environments)),
    ...checkRoles(input),
  ];
}

/** The environment and all that it imports, directly or not. */
export function closureOf(
  name: string,
  environments: ReadonlyMap<string, EnvironmentFile>,
): readonly EnvironmentFile[] {
  const found = new Map<string, EnvironmentFile>();
  const queue = [name];
  for (const next of queue) {
    const environment = environments.get(next);
    if (environment === undefined || found.has(next)) continue;
    found.set(next, environment);
    queue.push(...environment.imports.map((imported) => imported.name));
  }
  return [...found.values()];
}

function checkContents(
  environment: EnvironmentFile,
  environments: ReadonlyMap<string, EnvironmentFile>,
): readonly Diagnostic[] {
  const secrets = environment.plaintextSecrets.map((path) =>
    environment.locate({
      path,
      at: 'key',
      message: `plaintext secret; encrypt it: nightshift env encrypt ${environment.name}`,
    }),
  );
  const imports = environment.imports
    .filter(({ name }) => !environments.has(name))
    .map(({ name, path }) =>
      environment.locate({
        path,
        at: 'value',
        message: `no environment "${name}"${hint(name, [...environments.keys()])}`,
      }),
    );
  return [...environment.diagnostics, ...secrets, ...imports];
}

function checkRoles(input: RulesInput): readonly Diagnostic[] {
  const owners = new Map<string, string>();
  const managed = input.uses.filter(({ role }) => role === 'managed');
  const once = managed.filter(
    (use, index) => managed.findIndex((other) => other.environment === use.environment) === index,
  );
  return [
    ...once.flatMap((use) => checkManaged(use, input, owners)),
    ...managed.filter((use) => isShared(use, input.uses)).map((use) => reportDisagreement(use, input)),
  ];
}

function isShared({ environment }: EnvironmentUse, uses: readonly EnvironmentUse[]): boolean {
  return uses.some((other) => other.environment === environment && other.role === 'existing');
}

function reportDisagreement({ job, environment }: EnvironmentUse, { locateJob }: RulesInput): Diagnostic {
  const message = `another job says that the role of "${environment}" exists; say role: existing here too`;
  return locateJob({ path: ['jobs', job, 'environment'], at: 'value', message });
}

function checkManaged(
  use: EnvironmentUse,
  input: RulesInput,
  owners: Map<string, string>,
): readonly Diagnostic[] {
  const reached = closureOf(use.environment, input.environments);
  const logins = reached.flatMap((environment) =>
    environment.logins.map((login) => ({ environment, login })),
  );
  if (logins.length === 0 && reached.every(({ diagnostics }) => diagnostics.length === 0)) {
    const message = `"${use.environment}" has no fn::open::aws-login with oidc, so there is no role to make for the job`;
    return [input.locateJob({ path: ['jobs', use.job, 'environment'], at: 'value', message })];
  }
  return logins.flatMap(({ environment, login }) => {
    const message = roleMistake({ login, use, account: input.account, owners });
    if (message === undefined) return [];
    return [environment.locate({ path: [...login.path, 'roleArn'], at: 'value', message })];
  });
}

interface RoleInput {
  readonly login: LoginSource;
  readonly use: EnvironmentUse;
  readonly account: string | undefined;
  /** Which environment each role is made for. */
  readonly owners: Map<string, string>;
}

function roleMistake({ login, use, account, owners }: RoleInput): string | undefined {
  const elsewhere = `; where the role is somebody else's, say role: existing in the job "${use.job}"`;
  if (login.roleArn === undefined) return 'missing "roleArn"';
  const role = parseRoleArn(login.roleArn);
  if (role.kind === 'error') return `${role.message}${elsewhere}`;
  if (account !== undefined && role.account !== undefined && role.account !== account) {
    return `the role "${role.name}" is in account ${role.account}, the app in ${account}${elsewhere}`;
  }
  const owner = owners.get(role.name) ?? use.environment;
  owners.set(role.name, owner);
  if (owner === use.environment) return undefined;
  return `the role "${role.name}" is already made for the environment "${owner}"; each environment has its own`;
}
