import { applyBackup } from '../../../lib/tasks/backup-logs/apply.ts';
import { stream } from '../../fakes/context.ts';
import { fakeS3, s3Error } from '../../fakes/s3.ts';
import { backUp, contextOf, FROM, planOf, TO } from './context.ts';

const KEYS = [
  'plain.log',
  'sp ace',
  'p+lus',
  'per%20cent',
  'amp&',
  'é',
  'what?',
  'ha#sh',
  'folder/',
  'zero',
  'deep/er',
];

function seeded() {
  const s3 = fakeS3();
  for (const key of KEYS)
    s3.put(`${FROM}${key}`, key === 'zero' || key.endsWith('/') ? '' : `body of ${key}`, {
      headers: { contentType: 'text/plain' },
      metadata: { team: 'ops' },
      tags: { kept: 'yes' },
    });
  return s3;
}

describe('applyBackup', () => {
  test('copies every kind of key with its metadata and tags; a second run has nothing to do and copies nothing', async () => {
    const s3 = seeded();

    const first = await backUp(s3);
    const second = await backUp(s3);

    expect(first).toMatchObject({
      kind: 'succeeded',
      figures: { objectsListed: 11, objectsCopied: 11, objectsSame: 0 },
    });
    expect(second).toMatchObject({ kind: 'nothing-to-do', reason: 'all 11 objects are backed up already' });
    expect(s3.count('copyObject')).toBe(11);
    for (const key of KEYS) {
      const { body, metadata, tags, headers } = s3.objects.get(`${FROM}${key}`) ?? { body: 'none' };
      expect(s3.objects.get(`${TO}${key}`)).toMatchObject({ body, metadata, tags, headers });
    }
  });

  test('copies nothing again where all ETags differ, as under KMS', async () => {
    const s3 = seeded();
    await backUp(s3);
    for (const key of KEYS) {
      const copy = s3.objects.get(`${TO}${key}`);
      if (copy !== undefined) s3.objects.set(`${TO}${key}`, { ...copy, etag: `kms-${key}` });
    }

    expect(await backUp(s3)).toMatchObject({
      kind: 'nothing-to-do',
      figures: { objectsSame: 11, objectsCopied: 0 },
    });
  });

  test('an empty source is said to be empty', async () => {
    expect(await backUp(fakeS3())).toMatchObject({
      kind: 'nothing-to-do',
      reason: `there is no object in "${FROM}"`,
    });
  });

  test('one forbidden key fails by name and code, the others are copied', async () => {
    const s3 = seeded();
    s3.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('zero')) throw s3Error('AccessDenied', 403);
    };

    const result = await backUp(s3);

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'AccessDenied',
      figures: { objectsCopied: 10, objectsFailed: 1 },
    });
    expect(result.details).toEqual(['the fake refuses: AccessDenied (AccessDenied)']);
  });

  test('gives up where every key is refused, instead of asking a million times', async () => {
    const s3 = fakeS3();
    for (let index = 0; index < 500; index += 1) s3.put(`${FROM}${index}`, 'x');
    s3.fault = ({ operation }) => {
      if (operation === 'copyObject') throw s3Error('AccessDenied', 403);
    };

    const result = await backUp(s3, { concurrency: 8 });

    expect(result).toMatchObject({ kind: 'failed', code: 'AccessDenied' });
    expect(result.reason).toContain('then gave up');
    expect(s3.count('copyObject')).toBeLessThan(40);
  });

  test('503s, resets and expired credentials are tried again with growing waits, and everything is copied', async () => {
    const s3 = seeded();
    const codes = [
      'SlowDown',
      'NetworkError',
      'InternalError',
      'ExpiredToken',
      'BadResponse',
      'RequestTimeTooSkewed',
    ];
    s3.fault = ({ operation, count }) => {
      const code = count <= 40 ? codes[count % 6] : undefined;
      if (operation === 'copyObject' && code !== undefined)
        throw s3Error(code, code === 'SlowDown' ? 503 : 400);
    };

    const result = await backUp(s3);

    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 11 } });
    expect(result.figures['retries']).toBe(s3.waits.length);
    expect(Math.max(...s3.waits)).toBeGreaterThan(Math.min(...s3.waits));
  });

  test("a transient failure that does not pass ends as that key's failure after ten tries", async () => {
    const s3 = seeded();
    s3.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('zero')) throw s3Error('InternalError', 500);
    };

    expect(await backUp(s3)).toMatchObject({
      kind: 'failed',
      code: 'InternalError',
      figures: { objectsCopied: 10, retries: 9 },
    });
  });

  test('a listing that breaks in the middle fails the run but not what was copied', async () => {
    const s3 = fakeS3();
    s3.pageSize = 2;
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) s3.put(`${FROM}${key}`, 'x');
    s3.fault = ({ operation, count }) => {
      if (operation === 'listPage' && count > 3) throw s3Error('AccessDenied', 403);
    };

    const result = await backUp(s3);

    expect(result).toMatchObject({ kind: 'failed', code: 'AccessDenied' });
    expect(result.figures['objectsCopied']).toBeGreaterThan(0);
  });

  test('does exactly the items of a plan', async () => {
    const s3 = seeded();
    const items = await planOf(s3);
    s3.put(`${FROM}later`, 'x');

    await applyBackup(stream(items.slice(0, 3)), contextOf(s3));

    expect([...s3.objects.keys()].filter((name) => name.startsWith(TO))).toHaveLength(3);
  });

  test('begins nothing new shortly before its end, and says that the next attempt goes on', async () => {
    const s3 = seeded();
    const context = contextOf(s3);
    let left = 90_000;
    const late = { ...context, remainingMs: () => left };
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyObject' && count === 2) left = 10_000;
    };

    const result = await applyBackup(stream(await planOf(s3)), {
      ...late,
      settings: { ...late.settings, concurrency: 1 },
    });

    expect(result).toMatchObject({ kind: 'failed', code: 'OutOfTime', figures: { objectsCopied: 2 } });
  });

  test('an abort signal ends the run after what is under way', async () => {
    const s3 = seeded();
    const stop = new AbortController();
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyObject' && count === 3) stop.abort();
    };

    const result = await backUp(s3, { concurrency: 1 }, { signal: stop.signal });

    expect(result).toMatchObject({ kind: 'failed', code: 'Interrupted', figures: { objectsCopied: 3 } });
  });

  test('a bug is thrown, not counted', async () => {
    const s3 = seeded();
    s3.fault = ({ operation }) => {
      if (operation === 'copyObject') throw new TypeError('bug');
    };

    await expect(backUp(s3)).rejects.toThrow('bug');
  });

  test('storage class, encryption and checksum reach the copies', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}a`, 'x', { storageClass: 'STANDARD_IA' });
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/k';

    await backUp(s3, { sseKmsKeyArn: key, checksumAlgorithm: 'SHA256' });

    expect(s3.objects.get(`${TO}a`)?.attributes).toEqual({
      storageClass: 'STANDARD_IA',
      encryption: { algorithm: 'aws:kms', kmsKeyId: key },
      checksumAlgorithm: 'SHA256',
    });
  });
});
