import { S3Client } from '@aws-sdk/client-s3';
import { callAsOperator } from './operator-call.ts';
import { callService } from './service-error.ts';
import type { AwsSession } from './session.ts';

/**
 * The credentials and Region that the AWS tools would take here: variables, profile, SSO, instance (AWS SDKs and Tools
 * Reference Guide, "Standardized credential providers"). Throws ServiceError where there are none.
 */
export async function ambientSession({ region }: { readonly region?: string }): Promise<AwsSession> {
  const { config } = new S3Client(region === undefined ? {} : { region });
  const describe = (operation: string, message: string) => ({ service: 's3', operation, message });
  const found = await callAsOperator(config.region(), describe('region', 'cannot tell the AWS Region'));
  const credentials = () =>
    callService(
      config.credentials(),
      describe('credentials', 'cannot find AWS credentials; log in, or use --env'),
    );
  return { region: found, credentials };
}
