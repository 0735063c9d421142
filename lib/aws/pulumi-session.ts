import type { Value } from '../esc/index.ts';
import type { AwsSession } from '../model/credentials.ts';
import type { PulumiCloud } from '../pulumi-cloud/call.ts';
import { exchangeToken } from '../pulumi-cloud/exchange.ts';
import { openCloudEnvironment } from '../pulumi-cloud/open.ts';
import type { CloudBundle } from '../run/open-cloud-session.ts';
import { getWebIdentityToken } from './sts-web-identity.ts';

export interface PulumiPlace {
  /** As whom the function runs. */
  readonly session: AwsSession;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** Of STS, in place of AWS's own: a local stack. */
  readonly endpoint?: string | undefined;
}

/** As long as a Lambda function lives at most; then nothing of it is valid any more. */
const lifetimeSeconds = 900;

/**
 * Opens an environment in Pulumi Cloud with no stored token: AWS says who the execution role is, Pulumi Cloud exchanges
 * that for a short-lived access token of its own.
 */
export async function openWithRole(environment: CloudBundle, place: PulumiPlace): Promise<Value | undefined> {
  const { url, organization, accessAs } = environment;
  const audience = `urn:pulumi:org:${organization}`;
  const subjectToken = await getWebIdentityToken({ ...place, audience });
  const { fetch } = place;
  const token = await exchangeToken({
    url,
    fetch,
    organization,
    subjectToken,
    as: accessAs,
    lifetimeSeconds,
  });
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const cloud: PulumiCloud = { url, fetch, accessToken: async () => token, sleep };
  const { value } = await openCloudEnvironment(cloud, environment, lifetimeSeconds);
  return value;
}
