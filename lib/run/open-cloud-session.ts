import type { Value } from '../esc/index.ts';
import type { CloudEnvironment } from '../model/cloud-name.ts';
import { type OpenedSession, readOpened, renewingSession } from './open-session.ts';

/** An environment that Pulumi Cloud keeps and opens, and how a function gets at it. */
export interface CloudBundle extends CloudEnvironment {
  /** The API, such as `https://api.pulumi.com`. */
  readonly url: string;
  /** Whose access token is asked for: `organization`, `team:NAME`, `user:LOGIN` or `runner:ID`. */
  readonly accessAs: string;
}

/** Opens an environment in Pulumi Cloud; throws DocumentError with its mistakes, or ServiceError. */
export type OpenCloud = (environment: CloudBundle) => Promise<Value | undefined>;

export interface CloudSessionRequest {
  readonly environment: CloudBundle;
  /** As the job names it, for messages. */
  readonly name: string;
  readonly region: string;
  readonly open: OpenCloud;
  readonly now: () => Date;
}

/** AWS gives no session for less. Pulumi Cloud does not tell when the credentials that it opened expire. */
const SHORTEST_SESSION_MS = 15 * 60_000;

/** A session with the credentials of an environment in Pulumi Cloud; it is opened anew before they can have expired. */
export function openCloudSession(request: CloudSessionRequest): Promise<OpenedSession> {
  const { environment, name, region, now } = request;
  const open = async () => {
    const expiration = new Date(now().getTime() + SHORTEST_SESSION_MS);
    return readOpened(await request.open(environment), { environment: name, region, expiration });
  };
  return renewingSession(open, now);
}
