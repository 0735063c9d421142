import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { ServiceError } from '../model/errors.ts';
import { callAsOperator } from './operator-call.ts';
import type { AwsSession } from './session.ts';

/** What IAM knows of a role that decides who may take it on. */
export interface RoleTrust {
  readonly roleArn: string;
  /** The trust policy, as JSON. */
  readonly policy: unknown;
  readonly maxSessionSeconds: number;
}

/** An IAM client; what a session leaves out, Region or credentials, is the shell's own. */
export function openIam(session: Partial<AwsSession> = {}): IAMClient {
  return new IAMClient(session);
}

/** Reads a role's trust policy; needs `iam:GetRole`. */
export async function readRoleTrust(client: IAMClient, roleArn: string): Promise<RoleTrust> {
  const call = { service: 'iam', operation: 'GetRole', message: `cannot read role "${roleArn}"` };
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const { Role } = await callAsOperator(client.send(new GetRoleCommand({ RoleName: roleName })), call);
  if (Role?.AssumeRolePolicyDocument === undefined) {
    throw new ServiceError({ ...call, code: 'IamAnswer', message: `${call.message}: the answer holds none` });
  }
  return {
    roleArn: Role.Arn ?? roleArn,
    policy: JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)),
    maxSessionSeconds: Role.MaxSessionDuration ?? 3600,
  };
}
