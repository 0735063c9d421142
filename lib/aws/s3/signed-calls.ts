import { ServiceError } from '../../model/errors.ts';
import type {
  BackupLogsPorts,
  CopyAttributes,
  CopyReply,
  CopyRequest,
  ListPage,
  ListRequest,
} from '../../tasks/backup-logs/ports.ts';
import type { S3Access } from './client.ts';
import { type S3Operation, toS3Error } from './errors.ts';
import type { Answer, Send } from './http-exchange.ts';
import { field, readListing, unescapeXml } from './listing-xml.ts';
import { makeSigner, type Signer, type UnsignedRequest } from './sigv4.ts';
import { copySource, encodeKey, named, quoted } from './wire.ts';

type SignedCalls = Pick<BackupLogsPorts, 'listPage' | 'copyObject'>;

/** What the calls have learned of the servers. */
interface Knowledge {
  readonly access: S3Access;
  readonly send: Send;
  readonly sign: Signer;
  /** Where a bucket said that it lives, when not in the session's Region. */
  readonly regions: Map<string, string>;
  /** How far the server's clock is ahead of ours, in milliseconds. */
  skewMs: number;
}

/** The two calls that a backup makes by the thousand, signed by hand: a fifth of the SDK's processor time. */
export function signedCalls(access: S3Access, send: Send): SignedCalls {
  const known: Knowledge = { access, send, sign: makeSigner(), regions: new Map(), skewMs: 0 };
  return {
    listPage: (request) => listPage(known, request),
    copyObject: (request) => copyObject(known, request),
  };
}

async function listPage(known: Knowledge, request: ListRequest): Promise<ListPage> {
  const { bucket, prefix, delimiter, startAfter, continuation, maxKeys } = request;
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['continuation-token', continuation],
    ['delimiter', delimiter],
    ['encoding-type', 'url'],
    ['list-type', '2'],
    ['max-keys', maxKeys === undefined ? undefined : String(maxKeys)],
    ['prefix', prefix],
    ['start-after', startAfter],
  ];
  const query = parameters.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const operation = named('ListObjectsV2', 'list', { bucket, key: prefix });
  const answer = await exchange(known, {
    bucket,
    operation,
    request: { method: 'GET', path: '/', query, headers: {} },
  });
  const page = readListing(answer.body);
  if (page === undefined) throw badAnswer(operation, answer);
  return page;
}

async function copyObject(known: Knowledge, request: CopyRequest): Promise<CopyReply> {
  const { source, destination, sourceEtag, attributes } = request;
  const headers = {
    'x-amz-copy-source': copySource(source),
    'x-amz-copy-source-if-match': quoted(sourceEtag),
    ...attributeHeaders(attributes),
  };
  const operation = named('CopyObject', 'copy', source);
  const call = { method: 'PUT', path: `/${encodeKey(destination.key)}`, query: [], headers } as const;
  const answer = await exchange(known, { bucket: destination.bucket, operation, request: call });
  const etag = unescapeXml(field(answer.body, 'ETag') ?? '').replaceAll('"', '');
  // A copy may fail after the 200 was sent: only the result proves it (Amazon S3 API Reference, "CopyObject").
  if (!answer.body.includes('</CopyObjectResult>') || etag === '') throw badAnswer(operation, answer);
  return { etag, modifiedAt: field(answer.body, 'LastModified') ?? '' };
}

function attributeHeaders({
  storageClass,
  encryption,
  checksumAlgorithm,
  retention,
  legalHold,
}: CopyAttributes): Record<string, string> {
  const found: readonly (readonly [string, string | undefined])[] = [
    ['x-amz-storage-class', storageClass],
    ['x-amz-server-side-encryption', encryption?.algorithm],
    ['x-amz-server-side-encryption-aws-kms-key-id', encryption?.kmsKeyId],
    ['x-amz-checksum-algorithm', checksumAlgorithm],
    ['x-amz-object-lock-mode', retention?.mode],
    ['x-amz-object-lock-retain-until-date', retention?.until],
    ['x-amz-object-lock-legal-hold', legalHold === true ? 'ON' : undefined],
  ];
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

interface Call {
  readonly bucket: string;
  readonly operation: S3Operation;
  readonly request: Omit<UnsignedRequest, 'host'>;
}

/** Sends a call; follows a bucket to its Region once; learns the server's time. Throws ServiceError on any other answer than 2xx. */
async function exchange(known: Knowledge, call: Call): Promise<Answer> {
  const answer = await sendSigned(known, call);
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (learnRegion(known, call.bucket, answer)) {
    const second = await sendSigned(known, call);
    if (second.status >= 200 && second.status < 300) return second;
    throw badAnswer(call.operation, second);
  }
  if (field(answer.body, 'Code') === 'RequestTimeTooSkewed') learnTime(known, answer);
  throw badAnswer(call.operation, answer);
}

async function sendSigned(known: Knowledge, { bucket, operation, request }: Call): Promise<Answer> {
  const { access, regions } = known;
  const found = await access.place(bucket);
  const region = regions.get(bucket) ?? access.region;
  const hostname = found.hostname.replace(`.s3.${access.region}.`, `.s3.${region}.`);
  const { protocol, port, basePath } = found;
  const credentials = await access.credentials.get();
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const path = request.path === '/' && basePath !== '' ? basePath : basePath + request.path;
  const time = new Date(Date.now() + known.skewMs);
  const { target, headers } = known.sign({ ...request, host, path }, { credentials, region, time });
  try {
    return await known.send({ protocol, hostname, port, method: request.method, target, headers });
  } catch (error) {
    throw toS3Error(error, operation);
  }
}

/** The header tells where the bucket lives (Amazon S3 API Reference, "HeadBucket"); true where that is news. */
function learnRegion({ access, regions }: Knowledge, bucket: string, answer: Answer): boolean {
  const region = answer.headers['x-amz-bucket-region'] ?? field(answer.body, 'Region');
  if (typeof region !== 'string' || region === (regions.get(bucket) ?? access.region)) return false;
  if (answer.status !== 301 && answer.status !== 400) return false;
  regions.set(bucket, region);
  return true;
}

function learnTime(known: Knowledge, { headers }: Answer): void {
  const theirs = Date.parse(String(headers['date'] ?? ''));
  if (!Number.isNaN(theirs)) known.skewMs = theirs - Date.now();
}

function badAnswer({ operation, message }: S3Operation, { status, body }: Answer): ServiceError {
  const code = field(body, 'Code') ?? (status < 300 ? 'BadResponse' : statusCode(status));
  const text = unescapeXml(field(body, 'Message') ?? '').split('\n')[0] ?? '';
  const fields = { code, service: 's3', operation, message: text === '' ? message : `${message}: ${text}` };
  // An error inside a 200 has no status of its own.
  return new ServiceError(status < 300 ? fields : { ...fields, status });
}

function statusCode(status: number): string {
  if (status === 503 || status === 429) return 'SlowDown';
  if (status >= 500) return 'InternalError';
  return status === 403 ? 'AccessDenied' : `HTTP ${status}`;
}
