import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from '../aws/operator.ts';
import type { OperatorPlace } from '../aws/operator-place.ts';
import { type RunningConsole, serveConsole } from '../console/serve.ts';
import { ServiceError, UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { openConsolePort } from './console-port.ts';
import type { LocalAccess } from './local-access.ts';
import type { CheckedProject } from './project.ts';

/** 256 bits: nobody guesses them while a console runs. */
const SECRET_BYTES = 32;

/** A deployed app to look at, and how it is called on the page. */
export interface ConsolePlace {
  readonly operator: Operator;
  readonly label: string;
}

export interface ConsoleRequest {
  readonly place: ConsolePlace;
  readonly project: Pick<CheckedProject, 'jobsFile' | 'environments'>;
  readonly listenPort?: number;
}

/** The deployed app, with the shell's own credentials. */
export async function openDeployed(place: { readonly region?: string }): Promise<ConsolePlace> {
  const { openOperator } = await import('../aws/operator-live.ts');
  const label = place.region === undefined ? 'the deployed app' : `the deployed app in ${place.region}`;
  return { operator: openOperator(place), label };
}

/** The local stack, with the keys that it was started with. */
export async function openLocal({ caBundle, ...access }: LocalAccess): Promise<ConsolePlace> {
  const [{ openOperator }, { placeAt }] = await Promise.all([
    import('../aws/operator-live.ts'),
    import('../aws/operator-place.ts'),
  ]);
  const place: OperatorPlace = placeAt({ ...access, certificate: readFileSync(caBundle, 'utf8') });
  return { operator: openOperator(place), label: 'the local stack' };
}

/** Serves the console on loopback. A UsageError where the port is taken. */
export async function startConsole(
  { place, project, listenPort }: ConsoleRequest,
  cli: Cli,
): Promise<RunningConsole> {
  const { operator, label } = place;
  try {
    return await serveConsole({
      port: openConsolePort({ place: label, operator, project, now: cli.now }),
      now: cli.now,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      sleep,
      makeId: randomUUID,
      token: randomBytes(SECRET_BYTES).toString('base64url'),
      session: randomBytes(SECRET_BYTES).toString('base64url'),
      ...(listenPort === undefined ? {} : { listenPort }),
      onError: (error) => explainOnTerminal(error, cli),
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new UsageError(`option --port: ${listenPort} is taken; leave --port out for a free one`);
  }
}

/** The page says of an error of our own only that there was one; where it was is told here, to whoever asks for it. */
function explainOnTerminal(error: unknown, cli: Cli): void {
  if (error instanceof ServiceError || cli.env['NIGHTSHIFT_DEBUG'] === undefined) return;
  cli.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}
