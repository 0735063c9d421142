import fc from 'fast-check';
import { planParts } from '../../../lib/tasks/backup-logs/parts.ts';
import type {
  ObjectRef,
  PartRequest,
  UploadRef,
  UploadRequest,
} from '../../../lib/tasks/backup-logs/ports.ts';
import { type FakeS3, fakeS3, s3Error } from '../../fakes/s3.ts';
import { backUp, FROM, TO } from './context.ts';

const MIB = 1_048_576;
const SMALL_PARTS = { multipartThresholdBytes: 5 * MIB, multipartPartBytes: 5 * MIB };
const BIG = 'abcdefgh'.repeat((22 * MIB) / 8);

function withBigObject(): FakeS3 {
  const s3 = fakeS3();
  s3.put(`${FROM}big`, BIG, {
    headers: { contentType: 'application/gzip', cacheControl: 'no-cache' },
    metadata: { team: 'ops' },
    tags: { kept: 'yes' },
  });
  return s3;
}

describe('planParts', () => {
  test('covers every byte once, in at most 10,000 parts of at most 5 GiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 * 1024 ** 4 }), fc.string(), (sizeBytes, etag) => {
        const place = { bucket: 'b', key: 'k' };
        const parts = planParts({ source: place, destination: place, sizeBytes, etag, modifiedAt: '' });

        const next = parts.map((part) => part.lastByte + 1);
        expect(parts.map((part) => part.firstByte)).toEqual([0, ...next.slice(0, -1)]);
        expect(next.at(-1)).toBe(sizeBytes);
        expect(parts.map((part) => part.number)).toEqual(next.map((_, index) => index + 1));
        expect(parts.length).toBeLessThanOrEqual(10_000);
        expect((parts[0]?.lastByte ?? 0) + 1).toBeLessThanOrEqual(5 * 1024 ** 3);
      }),
      { numRuns: 50 },
    );
  });
});

describe('objects above the limit of one call', () => {
  test('are copied in parts with metadata and tags, and leave no upload open', async () => {
    const s3 = withBigObject();

    const result = await backUp(s3, SMALL_PARTS);

    expect(result).toMatchObject({
      kind: 'succeeded',
      figures: { objectsCopied: 1, bytesCopied: BIG.length },
    });
    expect(s3.objects.get(`${TO}big`)).toMatchObject({
      body: BIG,
      headers: { contentType: 'application/gzip', cacheControl: 'no-cache' },
      metadata: { team: 'ops' },
      tags: { kept: 'yes' },
    });
    expect(s3.count('copyPart')).toBeGreaterThanOrEqual(4);
    expect(s3.uploads.size).toBe(0);
    expect(await backUp(s3, SMALL_PARTS)).toMatchObject({ kind: 'nothing-to-do' });
  });

  test('a part that is refused for good aborts the upload', async () => {
    const s3 = withBigObject();
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyPart' && count === 2) throw s3Error('AccessDenied', 403);
    };

    expect(await backUp(s3, SMALL_PARTS)).toMatchObject({ kind: 'failed', code: 'AccessDenied' });
    expect(s3.uploads.size).toBe(0);
  });

  test('a source that changes in the middle aborts, and its new version is copied whole', async () => {
    const s3 = withBigObject();
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyPart' && count === 3) s3.put(`${FROM}big`, BIG.toUpperCase());
    };

    const result = await backUp(s3, SMALL_PARTS);

    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsChanged: 1, objectsCopied: 1 } });
    expect(s3.objects.get(`${TO}big`)?.body).toBe(BIG.toUpperCase());
    expect(s3.uploads.size).toBe(0);
  });

  /** Leaves behind what a killed run leaves: an upload with some parts. */
  async function killed(s3: FakeS3): Promise<void> {
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyPart' && count > 2) throw s3Error('AccessDenied', 403);
      if (operation === 'abortUpload') throw s3Error('AccessDenied', 403);
    };
    await backUp(s3, { ...SMALL_PARTS, concurrency: 1 });
    s3.fault = () => {};
    expect(s3.uploads.size).toBe(1);
    s3.calls.length = 0;
  }

  test('after a kill only the missing parts are copied, into the same upload', async () => {
    const s3 = withBigObject();
    await killed(s3);

    const result = await backUp(s3, SMALL_PARTS);

    expect(result).toMatchObject({ kind: 'succeeded' });
    expect(s3.objects.get(`${TO}big`)?.body).toBe(BIG);
    expect(s3.count('startUpload')).toBe(0);
    expect(s3.count('copyPart')).toBe(2);
    expect(s3.uploads.size).toBe(0);
  });

  test('parts of another version of the source are never mixed in: that upload is aborted', async () => {
    const s3 = withBigObject();
    await killed(s3);
    s3.put(`${FROM}big`, BIG.toUpperCase(), { modifiedAt: '2020-01-01T00:00:00.000Z' });

    await backUp(s3, SMALL_PARTS);

    expect(s3.objects.get(`${TO}big`)?.body).toBe(BIG.toUpperCase());
    expect(s3.count('startUpload')).toBe(1);
    expect(s3.uploads.size).toBe(0);
  });

  test("somebody else's upload of the same key is left alone and named", async () => {
    const s3 = withBigObject();
    const template = { headers: {}, metadata: {}, tags: {} };
    const part = { number: 1, etag: 'e', sizeBytes: 7 };
    const destination = { bucket: 'vault', key: 'copy/app/big' };
    const parts = new Map([[1, { body: 'foreign', part }]]);
    s3.uploads.set('theirs', { destination, initiatedAt: '2026-06-01T00:00:00Z', template, parts });

    const result = await backUp(s3, SMALL_PARTS);

    expect(result).toMatchObject({ kind: 'succeeded' });
    expect(result.details?.[0]).toContain("somebody else's upload theirs");
    expect([...s3.uploads.keys()]).toEqual(['theirs']);
  });

  test('two engines on one big object both end well', async () => {
    const s3 = withBigObject();

    const results = await Promise.all([backUp(s3, SMALL_PARTS), backUp(s3, SMALL_PARTS)]);

    expect(results.map((result) => result.kind)).toEqual(['succeeded', 'succeeded']);
    expect(s3.objects.get(`${TO}big`)?.body).toBe(BIG);
    expect(s3.uploads.size).toBe(0);
  });

  /** Every object has a checksum; a part is given one of its own, or, as versitygw does, that of the whole. */
  function withChecksums(s3: FakeS3, partChecksum: (number: number) => string): FakeS3 {
    const algorithm = 'CRC64NVME' as const;
    const ports = {
      ...s3.ports,
      headObject: async (object: ObjectRef) => {
        const head = await s3.ports.headObject(object);
        const checksum = { algorithm, value: 'of the whole', scope: 'full-object' as const };
        return object.bucket === 'logs' ? { ...head, checksum } : head;
      },
      copyPart: async (request: PartRequest) => {
        const part = await s3.ports.copyPart(request);
        return { ...part, checksum: { algorithm, value: partChecksum(request.number) } };
      },
    };
    return { ...s3, ports };
  }

  test('a server without checksums of parts is found out by one part', async () => {
    const s3 = withBigObject();

    const result = await backUp(
      withChecksums(s3, () => 'of the whole'),
      SMALL_PARTS,
    );

    expect(result).toMatchObject({ kind: 'succeeded', details: [expect.stringContaining('CRC64NVME')] });
    expect({ uploads: s3.count('startUpload'), parts: s3.count('copyPart') }).toEqual({
      uploads: 2,
      parts: 5,
    });
    expect(s3.uploads.size).toBe(0);
  });

  test('and asked for them no more in this run', async () => {
    const s3 = withBigObject();
    s3.put(`${FROM}bigger`, BIG);

    const result = await backUp(
      withChecksums(s3, () => 'of the whole'),
      { ...SMALL_PARTS, concurrency: 1 },
    );

    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 2 } });
    expect(result.details).toHaveLength(2);
    expect({ uploads: s3.count('startUpload'), parts: s3.count('copyPart') }).toEqual({
      uploads: 3,
      parts: 9,
    });
  });

  test('where parts have checksums, none is copied twice', async () => {
    const s3 = withBigObject();

    const result = await backUp(
      withChecksums(s3, (number) => `of part ${number}`),
      SMALL_PARTS,
    );

    expect(result).toMatchObject({ kind: 'succeeded' });
    expect({ uploads: s3.count('startUpload'), parts: s3.count('copyPart') }).toEqual({
      uploads: 1,
      parts: 4,
    });
  });

  test('an upload that was begun by a call whose answer was lost is not left open', async () => {
    const s3 = withBigObject();
    const startUpload = async (request: UploadRequest) => {
      const uploadId = await s3.ports.startUpload(request);
      if (s3.count('startUpload') < 3) throw s3Error('InternalError', 500);
      return uploadId;
    };
    const abortUpload = async (upload: UploadRef) => {
      await s3.ports.abortUpload(upload);
      if (s3.count('abortUpload') < 2) throw s3Error('InternalError', 500);
    };

    const result = await backUp({ ...s3, ports: { ...s3.ports, startUpload, abortUpload } }, SMALL_PARTS);

    expect(result).toMatchObject({ kind: 'succeeded' });
    expect(s3.objects.get(`${TO}big`)?.body).toBe(BIG);
    expect(s3.uploads.size).toBe(0);
  });
});
