import { ServiceError } from '../model/errors.ts';
import type { ListBucketsPorts } from '../tasks/list-buckets/ports.ts';
import { BUCKETS_CALL, type BucketsPage, bucketPages, PAGE_SIZE, type PageWanted } from './bucket-pages.ts';
import { field, unescapeXml } from './s3/listing-xml.ts';
import { askS3 } from './s3-signed.ts';
import type { SignedHost } from './signed-exchange.ts';

/** Ports of `list-buckets` for functions: one request, for which S3's client would be half of what the function loads. */
export function signedBucketsPorts(host: SignedHost): ListBucketsPorts {
  return bucketPages(async (wanted) => {
    const call = { method: 'GET', path: `/?${queryOf(wanted)}`, headers: {}, body: '' } as const;
    const { body } = await askS3(call, BUCKETS_CALL, host);
    return readPage(body);
  });
}

/** In ascending order, as they are signed. */
function queryOf({ prefix, token }: PageWanted): URLSearchParams {
  return new URLSearchParams({
    ...(token === undefined ? {} : { 'continuation-token': token }),
    'max-buckets': String(PAGE_SIZE),
    ...(prefix === undefined ? {} : { prefix }),
  });
}

function readPage(xml: string): BucketsPage {
  if (!xml.includes('<ListAllMyBucketsResult') || !xml.trimEnd().endsWith('</ListAllMyBucketsResult>')) {
    const message = `${BUCKETS_CALL.message}: the answer is no whole list`;
    throw new ServiceError({ ...BUCKETS_CALL, code: 'BadResponse', message });
  }
  const [, ...blocks] = xml.split('<Bucket>');
  const token = unescapeXml(field(xml, 'ContinuationToken') ?? '');
  return {
    buckets: blocks.map((block) => ({
      name: unescapeXml(field(block, 'Name') ?? ''),
      createdAt: new Date(field(block, 'CreationDate') ?? 0),
    })),
    ...(token === '' ? {} : { token }),
  };
}
