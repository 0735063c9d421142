import { fakeS3, s3Error } from '../../fakes/s3.ts';
import { backUp, FROM, TO } from './context.ts';

function withExtras(extras: number) {
  const s3 = fakeS3();
  for (let index = 0; index < 10; index += 1) s3.put(`${FROM}${index}`, 'x');
  for (let index = 0; index < extras; index += 1) s3.put(`${TO}extra-${index}`, 'x');
  return s3;
}

describe('delete', () => {
  test('is off: what only the destination has stays', async () => {
    const s3 = withExtras(3);

    expect(await backUp(s3)).toMatchObject({ kind: 'succeeded', figures: { objectsDeleted: 0 } });
    expect(s3.count('deleteObject')).toBe(0);
  });

  test('takes away the copies whose source is gone, after the copying', async () => {
    const s3 = withExtras(3);

    expect(await backUp(s3, { delete: true })).toMatchObject({
      kind: 'succeeded',
      figures: { objectsDeleted: 3, objectsCopied: 10 },
    });
    expect(s3.calls.findIndex((call) => call.operation === 'deleteObject')).toBeGreaterThan(
      s3.calls.findLastIndex((call) => call.operation === 'copyObject'),
    );
  });

  test.each([
    ['a number', 2],
    ['a share', '20%'],
  ])('deletes nothing at all above maxDelete (%s)', async (_, maxDelete) => {
    const s3 = withExtras(3);

    const result = await backUp(s3, { delete: true, maxDelete });

    expect(result).toMatchObject({
      kind: 'failed',
      code: 'MaxDeleteExceeded',
      figures: { objectsDeleted: 0, objectsCopied: 10 },
    });
    expect(s3.count('deleteObject')).toBe(0);
  });

  test('deletes nothing when a copy failed, when a listing broke, or when the source is empty', async () => {
    const failing = withExtras(3);
    failing.fault = ({ operation, key }) => {
      if (operation === 'copyObject' && key.endsWith('7')) throw s3Error('AccessDenied', 403);
    };
    const broken = withExtras(3);
    broken.pageSize = 4;
    broken.fault = ({ operation, count }) => {
      if (operation === 'listPage' && count > 4) throw s3Error('InternalError', 500);
    };
    const empty = fakeS3();
    empty.put(`${TO}precious`, 'x');

    const settings = { delete: true, maxDelete: '100%' };
    expect(await backUp(failing, settings)).toMatchObject({ kind: 'failed', code: 'AccessDenied' });
    expect(await backUp(broken, settings)).toMatchObject({ kind: 'failed', code: 'InternalError' });
    expect(await backUp(empty, settings)).toMatchObject({ kind: 'failed', code: 'EmptySource' });
    for (const s3 of [failing, broken, empty]) expect(s3.count('deleteObject')).toBe(0);
  });

  test('spares a copy whose source appeared after the listing', async () => {
    const s3 = withExtras(2);
    s3.fault = ({ operation, count }) => {
      if (operation === 'copyObject' && count === 1) s3.put(`${FROM}extra-0`, 'x');
    };

    expect(await backUp(s3, { delete: true })).toMatchObject({ figures: { objectsDeleted: 1 } });
    expect(s3.objects.has(`${TO}extra-0`)).toBe(true);
  });
});
