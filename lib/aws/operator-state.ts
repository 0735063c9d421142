import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { callAsOperator } from './operator-call.ts';

/** The app's state bucket as an operator reads it. Calls throw ServiceError. */
export interface OperatorState {
  /** Keys below a prefix, a thousand at most. */
  readonly list: (prefix: string) => Promise<readonly string[]>;
  /** The text, or undefined where there is no such key. */
  readonly get: (key: string) => Promise<string | undefined>;
}

/** The state bucket with the operator's own credentials. */
export function openOperatorState(bucket: string, place: { readonly region?: string }): OperatorState {
  const client = new S3Client({ forcePathStyle: true, ...place });
  const describe = (operation: string, key: string) => ({
    service: 's3',
    operation,
    message: `cannot read "${key}" in the state bucket`,
  });
  return {
    list: async (prefix) => {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix });
      const { Contents = [] } = await callAsOperator(client.send(command), describe('ListObjectsV2', prefix));
      return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    },
    get: async (key) => {
      const text = async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body?.transformToString();
      };
      const missing = (error: unknown) => {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      };
      return callAsOperator(text().catch(missing), describe('GetObject', key));
    },
  };
}
