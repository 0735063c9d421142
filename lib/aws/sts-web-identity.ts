import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { ServiceError } from '../model/errors.ts';
import { checkToken } from '../oidc/check-token.ts';
import { callService } from './service-error.ts';

export interface OutboundToken {
  readonly audience: string;
  /** STS gives such tokens only at its endpoints of a Region. */
  readonly region: string;
  readonly now: () => Date;
  /** Only for a server that is not AWS, in tests. */
  readonly endpoint?: string;
}

/** A token is sent on at once. */
const lifetimeSeconds = 300;

/**
 * A token in which AWS says who this role is, for services outside of AWS; the account must have outbound web identity
 * federation enabled. STS itself does not take it for a role. Whatever is wrong with it, it is in no message.
 */
export async function getWebIdentityToken(wanted: OutboundToken): Promise<string> {
  const { audience, now, region, endpoint } = wanted;
  const message = `cannot get a token of this role for "${audience}"`;
  const call = { service: 'sts', operation: 'GetWebIdentityToken', message };
  const client = new STSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const command = new GetWebIdentityTokenCommand({
      Audience: [audience],
      SigningAlgorithm: 'RS256',
      DurationSeconds: lifetimeSeconds,
    });
    const { WebIdentityToken: token = '' } = await callService(client.send(command), call);
    const verdict = checkToken(token, { audience, now: now() });
    if (verdict.kind === 'accepted') return token;
    throw new ServiceError({ ...call, code: 'StsAnswer', message: `${message}: ${verdict.message}` });
  } finally {
    client.destroy();
  }
}
