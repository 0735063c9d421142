import { expect, test } from '@jest/globals';
import { buildApp } from '../../lib/cdk/app.ts';
import { cloudEnvironmentInput } from '../../lib/cdk/cloud-environment.ts';
import { production } from '../../lib/cdk/local-differences.ts';
import { reasons } from '../../lib/cdk/nag-reasons.ts';
import { ACCOUNT, input, job, NOW, REGION } from './support/app.ts';
import { exampleInput } from './support/example.ts';
import { nag } from './support/nag.ts';

const place = { account: ACCOUNT, region: REGION };
const example = await exampleInput();
const ours = nag((app) => buildApp(app, { input: example, differences: production, place, now: NOW }));
const cloudName = 'pulumi://acme/ops/backup';
const cloudInput = input({
  jobs: [job('nightly', { environment: cloudName })],
  environments: { [cloudName]: cloudEnvironmentInput(cloudName) ?? {} },
  file: { pulumiCloud: { organization: 'acme', url: 'https://api.pulumi.com', accessAs: 'organization' } },
});
const inCloud = nag((app) => buildApp(app, { input: cloudInput, differences: production, place, now: NOW }));
const distributing = input({
  jobs: [job('copies', { task: { name: 'backup-logs', settings: {} } })],
  distribution: () => ({ atOnce: 16, toleratedPercent: 5, withinSeconds: 21_600 }),
});
const sliced = nag((app) => buildApp(app, { input: distributing, differences: production, place, now: NOW }));
const scheduled = job('berlin', { schedule: { expression: 'rate(1 day)', timezone: 'Europe/Berlin' } });
const stable = {
  domain: 'issuer.acme.example',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/0',
};

test('cdk-nag finds nothing in the production app that is not explained', () => {
  expect(ours.unexplained).toEqual([]);
});

test('nor with schedules, alarm mails and a stable issuer', () => {
  const wanted = input({ jobs: [scheduled], file: { issuer: stable, alarmEmails: ['ops@acme.example'] } });

  const { unexplained } = nag((app) =>
    buildApp(app, { input: wanted, differences: production, place, now: NOW }),
  );

  expect(unexplained).toEqual([]);
});

test('nor with an environment in Pulumi Cloud', () => {
  expect(inCloud.unexplained).toEqual([]);
});

test('nor with a job that distributes', () => {
  expect(sliced.unexplained).toEqual([]);
});

test('every explanation explains something, in words', () => {
  const used = [ours, inCloud, sliced];
  expect(reasons.filter((reason) => !used.some((found) => found.used.has(reason)))).toEqual([]);
  expect(reasons.filter(({ reason }) => reason.length < 40)).toEqual([]);
});
