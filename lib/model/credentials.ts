/** Short-lived AWS credentials, as STS issues them. Never logged, never stored. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Where and as whom a port talks to AWS. The SDK asks for credentials again when they are about to expire. */
export interface AwsSession {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
}
