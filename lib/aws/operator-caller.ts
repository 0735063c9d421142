import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ServiceError } from '../model/errors.ts';
import { callAsOperator } from './operator-call.ts';

/** ARN of whoever the shell's credentials belong to: what the ledger keeps of who did something. */
export async function readCallerArn(place: { readonly region?: string }): Promise<string> {
  const message = 'cannot find out whose the credentials of this shell are';
  const call = { service: 'sts', operation: 'GetCallerIdentity', message };
  const { Arn } = await callAsOperator(new STSClient(place).send(new GetCallerIdentityCommand({})), call);
  if (Arn === undefined) throw new ServiceError({ ...call, code: 'StsAnswer' });
  return Arn;
}
