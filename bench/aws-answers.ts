import type { IncomingHttpHeaders } from 'node:http';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** What was put into S3 so far, by key. */
  readonly stored: Map<string, string>;
}

interface Answered {
  /** What was asked for, as AWS names it. */
  readonly call: string;
  readonly status?: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

const XML = { 'content-type': 'text/xml' };
const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const CREDENTIALS =
  '<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>';
const LISTING =
  '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

/** What an AWS says that has nothing: each service in its own protocol. */
export function answerAws({ method, url, body, headers, stored }: Asked): Answered {
  const target = String(headers['x-amz-target'] ?? '');
  const action = new URLSearchParams(body).get('Action') ?? '';
  if (url.includes('/functions/'))
    return { call: 'Invoke', headers: {}, text: JSON.stringify({ token: makeToken() }) };
  if (target !== '') return { call: target, headers: JSON_TYPE, text: jsonAnswer(target) };
  if (action !== '') return { call: action, headers: XML, text: queryAnswer(action) };
  if (url.includes('/v2/email/')) return { call: 'SendEmail', headers: JSON_TYPE, text: '{"MessageId":"m"}' };
  if (url.includes('list-type=2')) return { call: 'ListObjectsV2', headers: XML, text: LISTING };
  if (headers['authorization']?.includes('/s3/') !== true)
    return { call: url, status: 404, headers: XML, text: '' };
  if (url === '/' || url.startsWith('/?'))
    return {
      call: 'ListBuckets',
      headers: XML,
      text: '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>',
    };
  const [key = ''] = url.split('?');
  if (method === 'GET') return { call: `GetObject ${key}`, ...objectAnswer(stored.get(key)) };
  if (method === 'PUT') stored.set(key, body);
  return { call: `S3 ${url}`, headers: { ...XML, etag: '"0"' }, text: '' };
}

function objectAnswer(text: string | undefined): Omit<Answered, 'call'> {
  if (text === undefined) return { status: 404, headers: XML, text: '<Error><Code>NoSuchKey</Code></Error>' };
  return { headers: { 'content-type': 'application/octet-stream', etag: '"0"' }, text };
}

function jsonAnswer(target: string): string {
  if (target.endsWith('.GetMetricData')) return '{"MetricDataResults":[]}';
  return '{}';
}

function queryAnswer(action: string): string {
  const result = action.startsWith('AssumeRole') ? CREDENTIALS : '';
  return `<${action}Response><${action}Result>${result}</${action}Result><reservationSet/><requestId>r</requestId></${action}Response>`;
}

/** Valid but for its signature, which only STS looks at. */
function makeToken(): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: 'https://issuer.example',
    aud: 'aws:acme',
    sub: 'pulumi:environments:org:acme:env:ops/x',
    iat: now,
    nbf: now,
    exp: now + 300,
    jti: 'j',
  };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'RS256', typ: 'JWT', kid: 'k' })}.${encode(claims)}.c2lnbmF0dXJl`;
}
