import type { AwsCredentials } from '../../model/credentials.ts';

/** What both ways of taking a role on have in common. */
export interface RoleSession {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly policyArns?: readonly string[];
  /** A session policy (JSON): the session may do no more than it and the role both allow. */
  readonly policy?: string;
  /** The Region whose STS is asked. Default: the port's own. */
  readonly region?: string;
}

export interface WebIdentitySession extends RoleSession {
  readonly token: string;
}

export interface ChainedSession extends RoleSession {
  readonly externalId?: string;
  /** As whom the role is taken on. */
  readonly credentials: AwsCredentials;
}

/** AWS STS. Both calls throw ServiceError with STS's own code, and never with the token in it. */
export interface Sts {
  readonly assumeRoleWithWebIdentity: (session: WebIdentitySession) => Promise<AwsCredentials>;
  readonly assumeRole: (session: ChainedSession) => Promise<AwsCredentials>;
}
