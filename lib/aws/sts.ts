import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AwsCredentials } from '../model/credentials.ts';
import { ServiceError } from '../model/errors.ts';
import type { ChainedSession, RoleSession, Sts, WebIdentitySession } from '../run/providers/sts.ts';
import { callService, toServiceError } from './service-error.ts';

export interface StsOptions {
  /** Where STS is asked when a login names no Region. */
  readonly region: string;
  /** Only for a server that is not AWS, in tests. */
  readonly endpoint?: string;
}

/** AWS STS over the SDK. A web identity is presented unsigned: the token is all the authority there is. */
export function openSts(options: StsOptions): Sts {
  return {
    assumeRoleWithWebIdentity: (session) => presentToken(openClient(session, options), session),
    assumeRole: (session) => chain(openClient(session, options, session.credentials), session),
  };
}

/** The account of the shell's own credentials. */
export async function readCallerAccount(options: StsOptions): Promise<string> {
  const message = 'cannot find out the AWS account from the credentials of this shell';
  const call = { service: 'sts', operation: 'GetCallerIdentity', message };
  const sent = new STSClient({ ...options }).send(new GetCallerIdentityCommand({}));
  const { Account } = await callService(sent, call).catch((error: unknown) => {
    if (!(error instanceof ServiceError) || error.code !== 'CredentialsProviderError') throw error;
    const reason = `${message}: there are none; log in (aws sso login), set AWS_PROFILE, or give --account ID`;
    throw new ServiceError({ ...call, code: 'NoCredentials', message: reason, cause: error });
  });
  if (Account === undefined) throw new ServiceError({ ...call, code: 'StsAnswer' });
  return Account;
}

function openClient(session: RoleSession, options: StsOptions, credentials?: AwsCredentials): STSClient {
  return new STSClient({
    region: session.region ?? options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

async function presentToken(client: STSClient, session: WebIdentitySession): Promise<AwsCredentials> {
  const operation = 'AssumeRoleWithWebIdentity';
  const message = `cannot take on role "${session.roleArn}" with the environment's token`;
  const command = new AssumeRoleWithWebIdentityCommand({
    ...sessionFields(session),
    WebIdentityToken: session.token,
  });
  try {
    const { Credentials } = await client.send(command);
    return readCredentials(Credentials, { operation, message });
  } catch (error) {
    throw withoutToken(toServiceError(error, { service: 'sts', operation, message }), session.token);
  } finally {
    client.destroy();
  }
}

async function chain(client: STSClient, session: ChainedSession): Promise<AwsCredentials> {
  const operation = 'AssumeRole';
  const message = `cannot take on role "${session.roleArn}" in a second step`;
  const externalId = session.externalId === undefined ? {} : { ExternalId: session.externalId };
  try {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({ ...sessionFields(session), ...externalId }),
    );
    return readCredentials(Credentials, { operation, message });
  } catch (error) {
    throw toServiceError(error, { service: 'sts', operation, message });
  } finally {
    client.destroy();
  }
}

function sessionFields(session: RoleSession) {
  const { roleArn, sessionName, durationSeconds, policyArns, policy } = session;
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: durationSeconds,
    ...(policyArns === undefined ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
    ...(policy === undefined ? {} : { Policy: policy }),
  };
}

function readCredentials(
  credentials: Credentials | undefined,
  call: { readonly operation: string; readonly message: string },
): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    const message = `${call.message}: the answer holds no credentials`;
    throw new ServiceError({ service: 'sts', operation: call.operation, code: 'StsAnswer', message });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

/** The error anew, should a server have repeated the token; its cause is then left out. */
function withoutToken(error: ServiceError, token: string): ServiceError {
  if (!error.message.includes(token)) return error;
  const { code, service, operation } = error;
  return new ServiceError({ code, service, operation, message: error.message.replaceAll(token, '[token]') });
}
