import type { AwsCredentials } from '../../model/credentials.ts';

/** So long before their end credentials are asked for anew, in milliseconds. */
const MARGIN_MS = 300_000;

export interface RefreshingCredentials {
  readonly get: () => Promise<AwsCredentials>;
  /** S3 said so of a call that began at `startedAt` (milliseconds): what was loaded before it has expired. */
  readonly expire: (startedAt: number) => void;
  /** For the SDK, which would keep credentials without an end for good: it is told to ask each time. */
  readonly forSdk: () => Promise<AwsCredentials>;
}

/** Keeps a session's credentials until five minutes before their end, or until S3 calls them expired. */
export function refreshingCredentials(load: () => Promise<AwsCredentials>): RefreshingCredentials {
  let held: Promise<AwsCredentials> | undefined;
  let loadedAt = 0;
  let endsAt = Number.POSITIVE_INFINITY;
  const get = () => {
    if (held !== undefined && endsAt - Date.now() > MARGIN_MS) return held;
    loadedAt = Date.now();
    endsAt = Number.POSITIVE_INFINITY;
    const loading = load();
    held = loading;
    loading.then(
      ({ expiration }) => {
        if (held === loading) endsAt = expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      },
      () => {
        if (held === loading) held = undefined;
      },
    );
    return loading;
  };
  const expire = (startedAt: number) => {
    if (loadedAt <= startedAt) held = undefined;
  };
  return { get, expire, forSdk: async () => ({ ...(await get()), expiration: new Date(0) }) };
}
