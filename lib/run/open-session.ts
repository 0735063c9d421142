import {
  type EnvironmentDiagnostic,
  type EnvironmentDocument,
  environmentVariables,
  hasErrors,
  openEnvironment,
  type PlainValue,
  type Provider,
  type Value,
} from '../esc/index.ts';
import type { AwsCredentials, AwsSession } from '../model/credentials.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { DocumentError, ServiceError } from '../model/errors.ts';

/** Credentials are asked for anew this long before they expire. */
const RENEW_BEFORE_MS = 5 * 60_000;

export interface SessionRequest {
  /** `project/name`. */
  readonly environment: string;
  /** Compiled documents of the environment and of all that it imports. */
  readonly documents: Readonly<Record<string, EnvironmentDocument>>;
  /** What `${context…}` reaches. */
  readonly context: PlainValue;
  /** Region of the task, unless the environment sets AWS_REGION. */
  readonly region: string;
  /** What the environment may open. It tells `watch` what the opened values no longer hold. */
  readonly providers: (watch: ProviderWatch) => Readonly<Record<string, Provider>>;
  /** Opens secrets of the documents. */
  readonly decrypt: Decrypt;
  readonly now: () => Date;
}

/** Opens the ciphertext of a secret that stands in the document of an environment. */
export type Decrypt = (ciphertext: Uint8Array, environment: string) => Promise<string>;

/** A session, and what else the environment hands to programs. */
export interface OpenedSession extends AwsSession {
  /** One of its `environmentVariables`. */
  readonly variable: (name: string) => string | undefined;
}

/** What providers tell besides their output. */
export interface ProviderWatch {
  readonly onFailure: (error: unknown) => void;
  readonly onExpiration: (expiration: Date) => void;
}

/**
 * Opens the environment and takes the credentials of its `environmentVariables`; they are renewed by opening it again
 * shortly before they expire. Throws DocumentError, or the ServiceError that kept it from opening.
 */
export function openSession(request: SessionRequest): Promise<OpenedSession> {
  return renewingSession(() => open(request), request.now);
}

/** A session over what opening gives; it opens anew when the credentials are about to expire. */
export async function renewingSession(open: () => Promise<Opened>, now: () => Date): Promise<OpenedSession> {
  let opened = await open();
  return {
    region: opened.region,
    variable: (name) => opened.variables.get(name),
    credentials: async () => {
      const { expiration } = opened.credentials;
      const renewAtMs =
        expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - RENEW_BEFORE_MS;
      if (now().getTime() >= renewAtMs) opened = await open();
      return opened.credentials;
    },
  };
}

/** What opening an environment gave. */
export interface Opened {
  readonly region: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly credentials: AwsCredentials;
}

async function open(request: SessionRequest): Promise<Opened> {
  const { environment, documents, context } = request;
  const failures: unknown[] = [];
  const expirations: number[] = [];
  const watch: ProviderWatch = {
    onFailure: (error) => failures.push(error),
    onExpiration: (expiration) => expirations.push(expiration.getTime()),
  };
  const { value, diagnostics } = await openEnvironment({
    name: environment,
    document: documents[environment],
    load: async (name) => {
      const document = documents[qualify(name)];
      return document === undefined ? undefined : { document, diagnostics: [], name: qualify(name) };
    },
    providers: request.providers(watch),
    decrypt: watched(request.decrypt, watch),
    context,
    mode: 'open',
  });
  // A diagnostic keeps only the words of a failed login; the outcome wants AWS's code as well.
  const failure = failures.find((error) => error instanceof ServiceError);
  if (failure !== undefined) throw failure;
  if (hasErrors(diagnostics)) throw new DocumentError(diagnostics.map(toDiagnostic));
  return readOpened(value, { environment, region: request.region, ...earliest(expirations) });
}

function watched(decrypt: Decrypt, { onFailure }: ProviderWatch): Decrypt {
  return (ciphertext, environment) =>
    decrypt(ciphertext, environment).catch((error: unknown) => {
      onFailure(error);
      throw error;
    });
}

interface Reading {
  readonly environment: string;
  /** Where the task works unless the environment says another Region. */
  readonly region: string;
  readonly expiration?: Date;
}

/** The credentials and Region of an opened environment; DocumentError where it projects none. */
export function readOpened(value: Value | undefined, reading: Reading): Opened {
  const { environment, region, expiration } = reading;
  const variables = new Map(environmentVariables(value).map(({ name, text }) => [name, text]));
  const credentials = readCredentials(variables, environment);
  return {
    variables,
    region: variables.get('AWS_REGION') ?? region,
    credentials: { ...credentials, ...(expiration === undefined ? {} : { expiration }) },
  };
}

/** An import may leave out the project `default` and may pin a version; in a bundle there is only one. */
function qualify(name: string): string {
  const [unpinned = name] = name.split('@');
  return unpinned.includes('/') ? unpinned : `default/${unpinned}`;
}

function readCredentials(variables: ReadonlyMap<string, string>, environment: string): AwsCredentials {
  const accessKeyId = variables.get('AWS_ACCESS_KEY_ID');
  const secretAccessKey = variables.get('AWS_SECRET_ACCESS_KEY');
  if (!accessKeyId || !secretAccessKey) throw new DocumentError([withoutCredentials(environment)]);
  const sessionToken = variables.get('AWS_SESSION_TOKEN');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function withoutCredentials(environment: string): Diagnostic {
  const message =
    'environmentVariables must set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN with them';
  return { severity: 'error', file: environment, line: 1, column: 1, message };
}

function earliest(timesMs: readonly number[]): { expiration?: Date } {
  return timesMs.length === 0 ? {} : { expiration: new Date(Math.min(...timesMs)) };
}

function toDiagnostic({ severity, environment, line, column, summary }: EnvironmentDiagnostic): Diagnostic {
  return { severity, file: environment, line, column, message: summary };
}
