import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { listBucketsPorts } from '../../lib/aws/buckets.ts';
import { collect } from '../fakes/context.ts';
import { fakeSession } from '../fakes/session.ts';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());

describe('listBucketsPorts', () => {
  it('follows the continuation token to the last page', async () => {
    s3.on(ListBucketsCommand)
      .resolvesOnce({
        Buckets: [{ Name: 'a', CreationDate: new Date('2023-12-10T02:52:46Z') }],
        ContinuationToken: 't',
      })
      .resolvesOnce({ Buckets: [{ Name: 'b', CreationDate: new Date('2024-01-01T00:00:00Z') }] });

    const buckets = await collect(listBucketsPorts(fakeSession).listBuckets({}));

    expect(buckets).toEqual([
      { name: 'a', createdAt: '2023-12-10T02:52:46.000Z' },
      { name: 'b', createdAt: '2024-01-01T00:00:00.000Z' },
    ]);
    expect(s3.commandCalls(ListBucketsCommand)[1]?.args[0].input).toMatchObject({ ContinuationToken: 't' });
  });

  it('holds to the prefix even where the server does not', async () => {
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'app-logs' }, { Name: 'other' }] });

    const buckets = await collect(listBucketsPorts(fakeSession).listBuckets({ prefix: 'app-' }));

    expect(buckets.map(({ name }) => name)).toEqual(['app-logs']);
  });

  it('throws a ServiceError with the code of S3', async () => {
    s3.on(ListBucketsCommand).rejects(Object.assign(new Error('Access Denied'), { name: 'AccessDenied' }));

    await expect(collect(listBucketsPorts(fakeSession).listBuckets({}))).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'AccessDenied',
      message: 'cannot list the buckets of the account: Access Denied',
    });
  });
});
