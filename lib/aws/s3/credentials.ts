import type { AwsCredentials } from '../../model/credentials.ts';

/** So long before their end credentials are asked for anew, in milliseconds. */
const MARGIN_MS = 300_000;

export interface RefreshingCredentials {
  readonly get: () => Promise<AwsCredentials>;
  /** Begins a call. What it returns is told when S3 calls that call's credentials expired, whatever their own date says. */
  readonly beginCall: () => () => void;
  /** For the SDK, which would keep credentials without an end for good: it is told to ask each time. */
  readonly forSdk: () => Promise<AwsCredentials>;
}

/** Keeps a session's credentials until five minutes before their end, or until S3 calls them expired. */
export function refreshingCredentials(load: () => Promise<AwsCredentials>): RefreshingCredentials {
  let held: Promise<AwsCredentials> | undefined;
  let endsAt = Number.POSITIVE_INFINITY;
  let callsBegun = 0;
  let expiredBefore = 0;
  const get = () => {
    if (held !== undefined && endsAt - Date.now() > MARGIN_MS) return held;
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
  const beginCall = () => {
    callsBegun += 1;
    const call = callsBegun;
    return () => {
      // Calls that were under way when the first of them complained used the same old credentials.
      if (call <= expiredBefore) return;
      expiredBefore = callsBegun;
      held = undefined;
    };
  };
  return { get, beginCall, forSdk: async () => ({ ...(await get()), expiration: new Date(0) }) };
}
