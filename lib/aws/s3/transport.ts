import { ServiceError } from '../../model/errors.ts';
import type { BackupLogsPorts } from '../../tasks/backup-logs/ports.ts';
import type { S3Access } from './client.ts';
import { isPlain } from './place.ts';

export type Transport = 'auto' | 'sdk' | 'signed';

type HotCalls = Pick<BackupLogsPorts, 'listPage' | 'copyObject'>;

/** What the SDK understands better: odd redirects, and answers that ours could not read or the server not check. */
const SDK_KNOWS_BETTER = new Set([
  'AuthorizationHeaderMalformed',
  'BadResponse',
  'SignatureDoesNotMatch',
  'TemporaryRedirect',
]);

interface Transports {
  readonly sdk: HotCalls;
  readonly signed: HotCalls;
}

/**
 * `auto` signs by hand for buckets with a plain name in partition `aws` or at an address of one's own, and asks the SDK
 * where that fails in a way that the SDK may mend; `sdk` and `signed` do one of the two always.
 */
export function chooseTransport(
  access: S3Access,
  transport: Transport,
  { sdk, signed }: Transports,
): HotCalls {
  if (transport === 'sdk') return sdk;
  if (transport === 'signed') return signed;
  const isSimple = (bucket: string) => isPlain(bucket, access.region);
  return {
    listPage: (request) =>
      isSimple(request.bucket)
        ? orSdk(signed.listPage(request), () => sdk.listPage(request))
        : sdk.listPage(request),
    copyObject: (request) =>
      isSimple(request.destination.bucket) && isSimple(request.source.bucket)
        ? orSdk(signed.copyObject(request), () => sdk.copyObject(request))
        : sdk.copyObject(request),
  };
}

async function orSdk<T>(first: Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first;
  } catch (error) {
    if (!(error instanceof ServiceError) || !SDK_KNOWS_BETTER.has(error.code)) throw error;
    return second();
  }
}
