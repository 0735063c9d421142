import type { AwsCredentials } from '../model/credentials.ts';

/** Where and as whom a port talks to AWS. The SDK asks for credentials again when they are about to expire. */
export interface AwsSession {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
}
