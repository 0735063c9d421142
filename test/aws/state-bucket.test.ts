import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { signedStateStore } from '../../lib/aws/state-bucket.ts';
import { hostThatHears } from '../fakes/signed-host.ts';

const done = (body: string): Answer => ({ status: 200, headers: {}, body });
const refused = (status: number, code: string): Answer => ({
  status,
  headers: {},
  body: `<Error><Code>${code}</Code><Message>it &amp; that</Message></Error>`,
});

function storeThat(...answers: readonly (Answer | Error)[]) {
  const { host, ...told } = hostThatHears(...answers);
  return { store: signedStateStore('state', host), ...told };
}

describe('the state bucket, signed by hand', () => {
  test('takes a text under its key, with what proves it undamaged', async () => {
    const { store, sent } = storeThat(done(''));

    await store.put("job/reports/2026-11-21T02:00:00Z/it's (1).json", '{"a":"ü"}');

    expect(sent).toMatchObject([
      {
        method: 'PUT',
        hostname: 's3.eu-central-1.amazonaws.com',
        target: '/state/job/reports/2026-11-21T02%3A00%3A00Z/it%27s%20%281%29.json',
        body: '{"a":"ü"}',
        headers: {
          'x-amz-content-sha256': createHash('sha256').update('{"a":"ü"}').digest('hex'),
          authorization: expect.stringContaining('/eu-central-1/s3/aws4_request'),
        },
      },
    ]);
  });

  test.each([
    ['a/report.html', 'text/html; charset=utf-8'],
    ['a/report.json', 'application/json'],
    ['a/report.csv', 'text/csv; charset=utf-8'],
    ['a/part-00001.jsonl', 'application/octet-stream'],
  ])('what lies there opens in a browser: %s', async (key, type) => {
    const { store, sent } = storeThat(done(''));

    await store.put(key, 'x');

    expect(sent[0]?.headers['content-type']).toBe(type);
  });

  test('gives back the text, and undefined where there is none', async () => {
    expect(await storeThat(done('text')).store.get('a')).toBe('text');
    expect(await storeThat(refused(404, 'NoSuchKey')).store.get('a')).toBeUndefined();
  });

  test.each([
    ['S3 asks to slow down', refused(503, 'SlowDown')],
    ['S3 waited for the body in vain', refused(400, 'RequestTimeout')],
    ['the connection is lost', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ])('tries again where %s', async (_what, failure) => {
    const { store, waits } = storeThat(failure, failure, done('text'));

    expect(await store.get('a')).toBe('text');
    expect(waits).toEqual([100, 200]);
  });

  test.each([
    ['GetObject', refused(403, 'AccessDenied'), 'AccessDenied'],
    ['GetObject', refused(404, 'NoSuchBucket'), 'NoSuchBucket'],
  ])('names the key where %s is refused for good', async (operation, answer, code) => {
    const { store, sent } = storeThat(answer);

    await expect(store.get('a/b')).rejects.toMatchObject({
      ...{ name: 'ServiceError', code, operation, status: answer.status },
      message: 'cannot reach "a/b" in the state bucket: it & that',
    });
    expect(sent).toHaveLength(1);
  });

  test('says so where the connection stays lost', async () => {
    const { store, sent } = storeThat(Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' }));

    await expect(store.put('a', 'x')).rejects.toMatchObject({ code: 'NetworkError' });
    expect(sent).toHaveLength(4);
  });
});
