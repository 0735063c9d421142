import { readListing } from '../../lib/aws/s3/listing-xml.ts';
import { makeSigner } from '../../lib/aws/s3/sigv4.ts';
import { backupLogsPorts } from '../../lib/aws/s3.ts';
import { copyResult, errorBody } from '../fakes/s3-wire.ts';
import { startWire, type WireAnswer, type WireRequest, type WireServer } from '../fakes/wire.ts';

const COPY = {
  source: { bucket: 'logs', key: 'a b+é' },
  destination: { bucket: 'vault', key: 'x/a b+é' },
  sourceEtag: 'e1',
  attributes: {},
};

const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>logs</Name><Prefix>app%2F</Prefix>
<KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;2</NextContinuationToken>
<Contents><Key>app/a+b%2Bc%25</Key><LastModified>2026-11-20T01:02:03.000Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>12</Size><StorageClass>STANDARD_IA</StorageClass></Contents>
<Contents><Key>app/%C3%A9%01</Key><LastModified>2026-11-20T01:02:03.000Z</LastModified><ETag>&quot;def-2&quot;</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>
</ListBucketResult>`;

const PAGE = {
  objects: [
    {
      key: 'app/a b+c%',
      sizeBytes: 12,
      etag: 'abc',
      modifiedAt: '2026-11-20T01:02:03.000Z',
      storageClass: 'STANDARD_IA',
    },
    {
      key: 'app/é\u0001',
      sizeBytes: 0,
      etag: 'def-2',
      modifiedAt: '2026-11-20T01:02:03.000Z',
      storageClass: 'STANDARD',
    },
  ],
  folders: [],
  continuation: '1&2',
};

let wire: WireServer;
let loads: number;

async function portsOver(
  transport: 'sdk' | 'signed' | 'auto',
  answer: (request: WireRequest, count: number) => WireAnswer,
) {
  wire = await startWire(answer);
  loads = 0;
  const credentials = async () => {
    loads += 1;
    return { accessKeyId: `AKID${loads}`, secretAccessKey: 'secret', sessionToken: 'token' };
  };
  const session = { region: 'us-east-1', credentials };
  return backupLogsPorts(session, { endpoint: wire.endpoint, transport, idleTimeoutMs: 400 });
}

afterEach(async () => {
  await wire.stop();
});

describe.each(['sdk', 'signed'] as const)('the %s transport', (transport) => {
  test('copies with a guarded, encoded source and reads the result', async () => {
    const ports = await portsOver(transport, () => ({ body: copyResult() }));
    const attributes = {
      storageClass: 'STANDARD_IA',
      encryption: { algorithm: 'aws:kms', kmsKeyId: 'k' },
      checksumAlgorithm: 'SHA256',
      retention: { mode: 'GOVERNANCE', until: '2027-01-01T00:00:00.000Z' },
      legalHold: true,
    } as const;

    const reply = await ports.copyObject({ ...COPY, attributes });

    expect(reply).toEqual({ etag: 'e1', modifiedAt: '2026-11-21T02:00:00.000Z' });
    const [request] = wire.requests;
    expect(request?.url?.split('?')[0]).toBe('/vault/x/a%20b%2B%C3%A9');
    expect(request?.headers).toMatchObject({
      'x-amz-copy-source': 'logs/a%20b%2B%C3%A9',
      'x-amz-copy-source-if-match': '"e1"',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'k',
      'x-amz-checksum-algorithm': 'SHA256',
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-legal-hold': 'ON',
      'x-amz-security-token': 'token',
    });
    expect(Date.parse(String(request?.headers['x-amz-object-lock-retain-until-date']))).toBe(
      Date.UTC(2027, 0),
    );
  });

  test('reads a page of a listing with every escape', async () => {
    const ports = await portsOver(transport, () => ({ body: LISTING }));

    expect(await ports.listPage({ bucket: 'logs', prefix: 'app/', continuation: 'a b' })).toEqual(PAGE);
    expect(wire.requests[0]?.url).toContain('continuation-token=a%20b');
  });

  test.each<[string, WireAnswer, string]>([
    ['an error inside a 200', { body: errorBody('InternalError') }, 'InternalError'],
    ['SlowDown', { status: 503, body: errorBody('SlowDown') }, 'SlowDown'],
    ['a bare 503', { status: 503 }, 'SlowDown'],
    [
      'a precondition that fails',
      { status: 412, body: errorBody('PreconditionFailed') },
      'PreconditionFailed',
    ],
    ['a forbidden key', { status: 403, body: errorBody('AccessDenied') }, 'AccessDenied'],
    ['a connection that is reset', { broken: 'reset' }, 'NetworkError|BadResponse'],
    ['a connection that stays silent', { broken: 'silent' }, 'Timeout|NetworkError'],
    ['an answer that is cut', { body: copyResult(), broken: 'cut' }, 'NetworkError|BadResponse'],
    ['a 200 that says nothing', { body: '' }, 'BadResponse|InternalError'],
  ])('%s has its code', async (_, answer, code) => {
    const ports = await portsOver(transport, () => answer);

    await expect(ports.copyObject(COPY)).rejects.toMatchObject({
      name: 'ServiceError',
      code: expect.stringMatching(`^(${code})$`),
      message: expect.stringContaining('s3://logs/a b+é'),
    });
  });

  test('a listing that is cut at an element is not taken for the whole', async () => {
    const cut = LISTING.slice(0, LISTING.lastIndexOf('<Contents>'));
    const ports = await portsOver(transport, () => ({ body: cut }));

    await expect(ports.listPage({ bucket: 'logs', prefix: 'app/' })).rejects.toMatchObject({
      name: 'ServiceError',
    });
  });

  test('follows a bucket into its Region', async () => {
    const isHome = (request: WireRequest) =>
      request.headers.authorization?.includes('/eu-west-1/s3/') === true;
    const headers = { 'x-amz-bucket-region': 'eu-west-1' };
    const ports = await portsOver(transport, (request) =>
      isHome(request) ? { body: LISTING } : { status: 301, headers, body: errorBody('PermanentRedirect') },
    );

    expect(await ports.listPage({ bucket: 'logs', prefix: 'app/' })).toEqual(PAGE);
  });

  test('takes the time from a server that finds ours wrong, for the next try', async () => {
    const theirs = new Date(Date.now() + 3_600_000);
    const ports = await portsOver(transport, (request) =>
      String(request.headers['x-amz-date']).startsWith(theirs.toISOString().slice(0, 13).replace(/[-:]/g, ''))
        ? { body: copyResult() }
        : { status: 403, headers: { date: theirs.toUTCString() }, body: errorBody('RequestTimeTooSkewed') },
    );

    await expect(ports.copyObject(COPY)).rejects.toMatchObject({ code: 'RequestTimeTooSkewed' });
    expect(await ports.copyObject(COPY)).toMatchObject({ etag: 'e1' });
  });

  test('loads new credentials after S3 called them expired, once for many calls', async () => {
    const ports = await portsOver(transport, (request) =>
      request.headers.authorization?.includes('AKID1/') === true
        ? { status: 400, body: errorBody('ExpiredToken') }
        : { body: copyResult() },
    );

    const first = await Promise.allSettled(Array.from({ length: 10 }, () => ports.copyObject(COPY)));
    expect(first.every((result) => result.status === 'rejected')).toBe(true);
    await Promise.all(Array.from({ length: 10 }, () => ports.copyObject(COPY)));

    expect(loads).toBe(2);
  });
});

test('auto asks the SDK where our signature is not taken', async () => {
  const ports = await portsOver('auto', (_, count) =>
    count === 1 ? { status: 403, body: errorBody('SignatureDoesNotMatch') } : { body: copyResult() },
  );

  expect(await ports.copyObject(COPY)).toMatchObject({ etag: 'e1' });
  expect(wire.requests.map((request) => request.headers['user-agent'] === undefined)).toEqual([true, false]);
});

describe('readListing', () => {
  test.each([
    ['an empty answer', ''],
    ['another document', errorBody('InternalError')],
    ['fewer keys than it says', LISTING.replace('<KeyCount>2', '<KeyCount>3')],
    ['truncated without a token', LISTING.replace(/<NextContinuationToken>.*<\/NextContinuationToken>/, '')],
    ['no end', LISTING.replace('</ListBucketResult>', '')],
  ])('refuses %s', (_, xml) => {
    expect(readListing(xml)).toBeUndefined();
  });
});

test('makeSigner signs the example of the Amazon S3 API Reference', () => {
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const request = {
    method: 'GET',
    host: 'examplebucket.s3.amazonaws.com',
    path: '/',
    query: [
      ['max-keys', '2'],
      ['prefix', 'J'],
    ],
    headers: {},
  } as const;

  const { headers } = makeSigner()(request, {
    credentials,
    region: 'us-east-1',
    time: new Date('2013-05-24T00:00:00Z'),
  });

  // "Signature Calculations for the Authorization Header", example "Get Bucket (List Objects)".
  expect(headers['authorization']).toContain(
    'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  );
});
