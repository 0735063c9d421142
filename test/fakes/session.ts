import type { AwsSession } from '../../lib/aws/session.ts';

/** A session with made-up credentials. */
export const fakeSession: AwsSession = {
  region: 'eu-central-1',
  credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
};
