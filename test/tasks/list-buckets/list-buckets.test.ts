import { listBucketsDefinition } from '../../../lib/tasks/list-buckets/definition.ts';
import type { Bucket } from '../../../lib/tasks/list-buckets/ports.ts';
import { listBucketsTask } from '../../../lib/tasks/list-buckets/task.ts';
import { stream, taskContext } from '../../fakes/context.ts';
import { schemaMistakes } from '../../fakes/schema.ts';

const context = (buckets: readonly Bucket[]) =>
  taskContext({ settings: {}, ports: { listBuckets: () => stream(buckets) } });
const run = (buckets: readonly Bucket[]) => {
  const given = context(buckets);
  return listBucketsTask.apply(listBucketsTask.plan(given), given);
};

describe('list-buckets', () => {
  it('prints the lines of `aws s3 ls`', async () => {
    const result = await run([{ name: 'my-bucket-4a67543', createdAt: '2023-12-10T02:52:46.000Z' }]);

    expect(result.details).toEqual(['2023-12-10 02:52:46 my-bucket-4a67543']);
    expect(result).toMatchObject({
      kind: 'succeeded',
      reason: '1 bucket in the account, times in UTC',
      figures: { buckets: 1 },
    });
  });

  it('has nothing to do where there is no bucket', async () => {
    expect(await run([])).toMatchObject({ kind: 'nothing-to-do', figures: { buckets: 0 } });
  });

  it('names some hundreds and counts the rest', async () => {
    const many = Array.from({ length: 310 }, (_, index) => ({
      name: `b${index}`,
      createdAt: '2023-12-10T02:52:46Z',
    }));

    const { details, figures } = await run(many);

    expect(details).toHaveLength(301);
    expect(details?.at(-1)).toBe('and 10 more');
    expect(figures).toEqual({ buckets: 310 });
  });

  it('refuses unknown settings and asks for one permission only', () => {
    expect(schemaMistakes(listBucketsDefinition, { bucket: 'x' })).toHaveLength(1);
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(listBucketsDefinition.statements({}, place).map(({ actions }) => actions)).toEqual([
      ['s3:ListAllMyBuckets'],
    ]);
  });
});
