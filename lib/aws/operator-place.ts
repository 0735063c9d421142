import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { type AdminAccess, clientConfig } from './admin/session.ts';

/** Where an operator's calls go, as every SDK client takes it: what is left out, the shell's own settings tell. */
export interface OperatorPlace {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: AdminAccess['credentials'];
  readonly requestHandler?: NodeHttpHandler;
}

/** The place of one endpoint with its own keys and certificate: the local stack. */
export function placeAt(access: AdminAccess): OperatorPlace {
  const { region, endpoint, credentials, requestHandler } = clientConfig(access);
  return { region, endpoint, credentials, requestHandler };
}
