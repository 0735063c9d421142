import { ServiceError } from '../model/errors.ts';
import { callService } from './service-error.ts';

interface OperatorCall {
  readonly service: string;
  readonly operation: string;
  readonly message: string;
}

/** Awaits a call made with the shell's credentials; where there are none, the error says so and nothing else. */
export async function callAsOperator<T>(call: Promise<T>, description: OperatorCall): Promise<T> {
  try {
    return await callService(call, description);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw explain(error, description);
  }
}

/** What the SDK throws before anything was sent; its words are about its own workings. */
function explain(error: ServiceError, description: OperatorCall): ServiceError {
  if (error.code === 'CredentialsProviderError' || error.code === 'TokenProviderError') {
    const message = 'no AWS credentials here; log in (aws sso login), or set AWS_PROFILE';
    return new ServiceError({ ...description, code: 'NoCredentials', message, cause: error });
  }
  if (/region is missing/i.test(error.message)) {
    const message = 'cannot tell the AWS Region; give one with --region, or set AWS_REGION';
    return new ServiceError({ ...description, code: 'NoRegion', message, cause: error });
  }
  return error;
}
