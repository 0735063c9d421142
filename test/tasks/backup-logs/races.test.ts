import { type FakeS3, fakeS3 } from '../../fakes/s3.ts';
import { backUp, FROM, TO } from './context.ts';

/** Does something to the fake just before its nth copy. */
function beforeCopy(s3: FakeS3, action: (count: number) => void): void {
  s3.fault = ({ operation, count }) => {
    if (operation === 'copyObject') action(count);
  };
}

describe('objects that change while they are copied', () => {
  test('one that changed since it was listed is copied as it is now, and counted', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}a`, 'old');
    beforeCopy(s3, (count) => {
      if (count === 1) s3.put(`${FROM}a`, 'new content');
    });

    const result = await backUp(s3);

    expect(result).toMatchObject({
      kind: 'succeeded',
      figures: { objectsCopied: 1, objectsChanged: 1, bytesCopied: 11 },
    });
    expect(s3.objects.get(`${TO}a`)?.body).toBe('new content');
  });

  test('one that vanished is no failure, and is named', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}a`, 'x');
    s3.put(`${FROM}b`, 'x');
    beforeCopy(s3, () => s3.objects.delete(`${FROM}a`));

    const result = await backUp(s3, { concurrency: 1 });

    expect(result).toMatchObject({ kind: 'succeeded', figures: { objectsCopied: 1, objectsVanished: 1 } });
    expect(result.details).toEqual(['"a" vanished from the source before it was copied']);
  });

  test('one that is replaced by another of equal size just behind the copy is noticed', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}a`, 'one');
    const { copyObject } = s3.ports;
    let copies = 0;
    const ports = {
      ...s3.ports,
      copyObject: async (request: Parameters<typeof copyObject>[0]) => {
        const reply = await copyObject(request);
        copies += 1;
        if (copies === 1) s3.put(`${FROM}a`, 'two', { modifiedAt: reply.modifiedAt });
        return reply;
      },
    };

    await backUp({ ...s3, ports });

    expect(s3.objects.get(`${TO}a`)?.body).toBe('two');
  });

  test('one that never stops changing is reported as failed', async () => {
    const s3 = fakeS3();
    s3.put(`${FROM}a`, 'x');
    beforeCopy(s3, (count) => s3.put(`${FROM}a`, `version ${count}`));

    expect(await backUp(s3)).toMatchObject({
      kind: 'failed',
      code: 'SourceChanged',
      figures: { objectsFailed: 1 },
    });
  });

  test('two engines on one destination both end well', async () => {
    const s3 = fakeS3();
    for (let index = 0; index < 300; index += 1) s3.put(`${FROM}${index}`, `body ${index}`);

    const results = await Promise.all([backUp(s3), backUp(s3)]);

    expect(results.map((result) => result.kind)).toEqual(['succeeded', 'succeeded']);
    for (let index = 0; index < 300; index += 1)
      expect(s3.objects.get(`${TO}${index}`)?.body).toBe(`body ${index}`);
  });
});
