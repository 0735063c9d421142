import { describe, expect, test } from '@jest/globals';
import { signedBucketsPorts } from '../../lib/aws/buckets-signed.ts';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { collect } from '../fakes/context.ts';
import { hostThatHears } from '../fakes/signed-host.ts';

const page = (names: readonly string[], token = ''): Answer => {
  const buckets = names.map(
    (name) => `<Bucket><Name>${name}</Name><CreationDate>2023-12-10T02:52:46Z</CreationDate></Bucket>`,
  );
  const more = token === '' ? '' : `<ContinuationToken>${token}</ContinuationToken>`;
  const owner = '<Owner><ID>o</ID></Owner>';
  const body = `<?xml version="1.0"?>\n<ListAllMyBucketsResult xmlns="x"><Buckets>${buckets.join('')}</Buckets>${owner}${more}</ListAllMyBucketsResult>`;
  return { status: 200, headers: {}, body };
};

function bucketsThat(...answers: readonly (Answer | Error)[]) {
  const { host, ...told } = hostThatHears(...answers);
  return { ...signedBucketsPorts(host), ...told };
}

describe('the buckets of an account, asked for with a signature of our own', () => {
  test('are all there, page by page', async () => {
    const { listBuckets, sent } = bucketsThat(page(['a'], 'x+/='), page(['b']));

    expect(await collect(listBuckets({}))).toEqual([
      { name: 'a', createdAt: '2023-12-10T02:52:46.000Z' },
      { name: 'b', createdAt: '2023-12-10T02:52:46.000Z' },
    ]);
    expect(sent.map(({ hostname, target }) => [hostname, target])).toEqual([
      ['s3.eu-central-1.amazonaws.com', '/?max-buckets=1000'],
      ['s3.eu-central-1.amazonaws.com', '/?continuation-token=x%2B%2F%3D&max-buckets=1000'],
    ]);
  });

  test('are held to the prefix even where the server does not', async () => {
    const { listBuckets, sent } = bucketsThat(page(['app-logs', 'other']));

    expect((await collect(listBuckets({ prefix: 'app-' }))).map(({ name }) => name)).toEqual(['app-logs']);
    expect(sent[0]?.target).toBe('/?max-buckets=1000&prefix=app-');
  });

  test('may be none', async () => {
    expect(await collect(bucketsThat(page([])).listBuckets({}))).toEqual([]);
  });

  test.each([
    [
      'refuses',
      { status: 403, headers: {}, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' },
      'AccessDenied',
      'no',
    ],
    [
      'sends half of the list',
      { status: 200, headers: {}, body: '<ListAllMyBucketsResult><Bucket>' },
      'BadResponse',
      'the answer is no whole list',
    ],
  ])('are no empty list where S3 %s', async (_what, answer, code, said) => {
    await expect(collect(bucketsThat(answer).listBuckets({}))).rejects.toMatchObject({
      ...{ name: 'ServiceError', code },
      message: `cannot list the buckets of the account: ${said}`,
    });
  });
});
