import type { AwsCredentials } from '../../model/credentials.ts';
import { ServiceError } from '../../model/errors.ts';
import { type AwsLoginInputs, type ChainedRoleInputs, InputFault } from './aws-login-inputs.ts';
import type { Sts } from './sts.ts';
import type { TokenSource } from './token-source.ts';

export type TokenCheck =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly fault: string; readonly message: string };

/** A role that STS did not give, for whoever can say why. */
export interface Refusal {
  readonly token: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** What STS said. */
  readonly answer: { readonly code: string; readonly message: string };
}

export interface AwsLoginPorts {
  readonly tokens: TokenSource;
  readonly sts: Sts;
  /** Checks a token before it is sent (`checkToken` of `lib/oidc`, with issuer and audience as configured). */
  readonly checkToken: (token: string) => TokenCheck;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A session policy (JSON, at most 2,048 characters) of the run's own, for the last role taken on. */
  readonly sessionPolicy?: string;
  /** Says in one line why STS refused, where that can be found out (`trust check`). */
  readonly diagnose?: (refusal: Refusal) => Promise<string | undefined>;
}

export interface AwsLoginCall {
  readonly inputs: AwsLoginInputs;
  /** The document that holds the login, where it is an import of the one opened. */
  readonly currentEnvironment?: string;
}

/** Logs in as an environment says; throws InputFault, or ServiceError with AWS's code. No error holds a token. */
export async function logIn(call: AwsLoginCall, ports: AwsLoginPorts): Promise<AwsCredentials> {
  const { inputs } = call;
  checkSessionPolicy(inputs, ports.sessionPolicy);
  const first =
    inputs.kind === 'static' ? staticCredentials(inputs) : await presentToken(call, inputs, ports);
  return inputs.next === undefined ? first : takeNextRole(first, inputs.next, ports);
}

type OidcInputs = Extract<AwsLoginInputs, { kind: 'oidc' }>;
type StaticInputs = Extract<AwsLoginInputs, { kind: 'static' }>;

function staticCredentials(inputs: StaticInputs): AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken } = inputs;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** Above this STS refuses; and long-lived credentials cannot be narrowed at all. */
function checkSessionPolicy(inputs: AwsLoginInputs, policy: string | undefined): void {
  if (policy === undefined) return;
  if (policy.length > 2048) {
    const message = `the session policy has ${policy.length} characters, STS takes at most 2048`;
    throw new InputFault(['aws-login'], message);
  }
  if (inputs.kind === 'static' && inputs.next === undefined) {
    throw new InputFault(['static'], 'a session policy cannot narrow static credentials; add "assumeRole"');
  }
}

async function presentToken(
  call: AwsLoginCall,
  inputs: OidcInputs,
  ports: AwsLoginPorts,
): Promise<AwsCredentials> {
  const { role, subjectAttributes } = inputs;
  const token = await ports.tokens.token({
    ...(call.currentEnvironment === undefined
      ? {}
      : { currentEnvironment: unpinned(call.currentEnvironment) }),
    ...(subjectAttributes.length === 0 ? {} : { subjectAttributes }),
  });
  refuseBadToken(ports.checkToken(token), role.roleArn, ports.tokens.kind);
  const session = { ...role, token, ...(inputs.next === undefined ? policyOf(ports) : {}) };
  try {
    return await withRetries(() => ports.sts.assumeRoleWithWebIdentity(session), ports.sleep);
  } catch (error) {
    throw await explain(error, { token, ...role }, ports);
  }
}

/** An import may be pinned to a version (`ops/base@3`); claims name the environment alone. */
function unpinned(environment: string): string {
  return environment.split(/[@:]/)[0] ?? environment;
}

function refuseBadToken(check: TokenCheck, roleArn: string, source: string): void {
  if (check.kind === 'accepted') return;
  throw new ServiceError({
    code: check.fault === 'expired' ? 'ExpiredTokenException' : 'InvalidIdentityToken',
    service: 'sts',
    operation: 'AssumeRoleWithWebIdentity',
    message: `the token from source "${source}" for role "${roleArn}" was not sent: ${check.message}`,
  });
}

async function takeNextRole(
  credentials: AwsCredentials,
  next: ChainedRoleInputs,
  ports: AwsLoginPorts,
): Promise<AwsCredentials> {
  try {
    return await ports.sts.assumeRole({ ...next, credentials, ...policyOf(ports) });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'AccessDenied') throw error;
    const advice = 'the first role needs sts:AssumeRole on this one, and this one must trust the first';
    const { code, service, operation } = error;
    throw new ServiceError({
      code,
      service,
      operation,
      cause: error,
      message: `${error.message}; ${advice}`,
    });
  }
}

function policyOf(ports: AwsLoginPorts): { readonly policy?: string } {
  return ports.sessionPolicy === undefined ? {} : { policy: ports.sessionPolicy };
}

const retryDelaysMs = [500, 1500, 4000];

/** Tries again when STS could not reach the issuer, which happens right after it was deployed. */
async function withRetries<T>(call: () => Promise<T>, sleep: AwsLoginPorts['sleep']): Promise<T> {
  for (const delayMs of retryDelaysMs) {
    try {
      return await call();
    } catch (error) {
      if (!isIssuerUnreachable(error)) throw error;
      await sleep(delayMs);
    }
  }
  return call();
}

function isIssuerUnreachable(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  if (error.code.startsWith('IDPCommunicationError')) return true;
  return error.code.startsWith('InvalidIdentityToken') && /retrieve verification key/i.test(error.message);
}

/** The same error with the diagnosis in its message, when there is one. A failing diagnosis hides nothing. */
async function explain(
  error: unknown,
  refused: Omit<Refusal, 'answer'>,
  ports: AwsLoginPorts,
): Promise<unknown> {
  if (!(error instanceof ServiceError) || ports.diagnose === undefined) return error;
  const { token, roleArn, durationSeconds } = refused;
  const { code, service, operation, status } = error;
  const answer = { code, message: error.message };
  const refusal = { token, roleArn, durationSeconds, answer };
  const diagnosis = await ports.diagnose(refusal).catch(() => undefined);
  if (diagnosis === undefined) return error;
  return new ServiceError({
    code,
    service,
    operation,
    cause: error,
    message: `${error.message}; ${diagnosis}`,
    ...(status === undefined ? {} : { status }),
  });
}
