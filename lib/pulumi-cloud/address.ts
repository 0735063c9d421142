import { UsageError } from '../model/errors.ts';

export const pulumiCloudAddress = 'https://api.pulumi.com';

/**
 * The address of the service as it is written. Throws UsageError for what keeps no environments, such as `file://~`, and
 * for addresses to which a token would travel unencrypted.
 */
export function readAddress(text: string): string {
  if (/^(file|s3|gs|azblob):/.test(text)) {
    throw new UsageError(
      `"${text}" keeps stacks, not environments; name Pulumi Cloud, ${pulumiCloudAddress}`,
    );
  }
  const url = parse(text);
  const isLoopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
    if (url.username === '' && url.password === '') return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }
  throw new UsageError('the address of Pulumi Cloud must be one such as https://api.pulumi.com');
}

/** Where people look at it: the console of an API. */
export function consoleOf(address: string): string {
  return address.replace('://api.', '://app.');
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
