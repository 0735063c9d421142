import { expect, test } from '@jest/globals';
import { failureOf } from '../../lib/pulumi-cloud/failure.ts';
import { toFailure } from '../../lib/run/failure.ts';

const call = { message: 'cannot open "acme/ops/gone"', method: 'POST' };
const answered = (status: number) => failureOf({ status, headers: new Headers(), text: '{}' }, call, 'pul-x');

test('an environment that Pulumi Cloud does not have fails at once, an outage of it is tried again', () => {
  expect(toFailure(answered(404))).toMatchObject({
    permanent: true,
    outcome: { code: 'PulumiCloudNotFound', advice: expect.stringContaining('jobs.yaml') },
  });
  expect(toFailure(answered(503))).toMatchObject({ permanent: false });
});
