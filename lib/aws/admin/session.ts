import { Agent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Access to one AWS endpoint with given keys: the local stack's admin, or an operator. */
export interface AdminAccess {
  readonly region: string;
  readonly endpoint: string;
  /** PEM text of the certificate to trust. */
  readonly certificate: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Settings that every SDK client of the local stack's admin shares. */
export function clientConfig(access: AdminAccess) {
  const { region, endpoint, credentials, certificate } = access;
  const httpsAgent = new Agent({ ca: certificate, keepAlive: true, maxSockets: 64 });
  return {
    region,
    endpoint,
    credentials,
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({ httpsAgent, socketAcquisitionWarningTimeout: 600_000 }),
  };
}
