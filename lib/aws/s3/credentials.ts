import type { AwsCredentials } from '../../model/credentials.ts';

/** So long before their end credentials are asked for anew, in milliseconds. */
const MARGIN_MS = 300_000;

export interface RefreshingCredentials {
  readonly get: () => Promise<AwsCredentials>;
  /** S3 said that they have expired, whatever their own date says. */
  readonly forget: () => void;
  /** For the SDK, which would keep credentials without an end for good: it is told to ask each time. */
  readonly forSdk: () => Promise<AwsCredentials>;
}

/** Keeps a session's credentials until five minutes before their end, or until S3 calls them expired. */
export function refreshingCredentials(load: () => Promise<AwsCredentials>): RefreshingCredentials {
  let held: Promise<AwsCredentials> | undefined;
  let endsAt = Number.POSITIVE_INFINITY;
  const fetchNew = async () => {
    const found = await load();
    endsAt = found.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return found;
  };
  const get = () => {
    if (held !== undefined && endsAt - Date.now() > MARGIN_MS) return held;
    endsAt = Number.POSITIVE_INFINITY;
    const loading = fetchNew();
    held = loading;
    loading.catch(() => {
      if (held === loading) held = undefined;
    });
    return loading;
  };
  const forget = () => {
    held = undefined;
  };
  return { get, forget, forSdk: async () => ({ ...(await get()), expiration: new Date(0) }) };
}
