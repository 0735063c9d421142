import { expect, test } from '@jest/globals';
import { errorReportPorts } from '../../lib/aws/cloudwatch-report.ts';
import { sdkCloudWatch } from '../../lib/aws/cloudwatch-sdk.ts';
import { sdkSendEmail } from '../../lib/aws/ses-sdk.ts';
import { memoryApp } from '../../lib/local/memory.ts';
import { fakeSession } from '../fakes/session.ts';

const news = {
  kind: 'slack',
  variable: 'SLACK_WEBHOOK_URL',
  title: 't',
  text: '',
  link: 'https://state.example/page',
  details: {},
} as const;

function post(variables: Readonly<Record<string, string>>) {
  const app = {
    ...memoryApp('morning'),
    variable: (name: string) => variables[name],
    jobsOfTask: ['morning'],
  };
  const services = { cloudwatch: sdkCloudWatch(fakeSession), sendEmail: sdkSendEmail(fakeSession) };
  return errorReportPorts(services, app).postWebhook(news);
}

test('a webhook’s address comes from the environment’s variables; one that is missing is named', async () => {
  await expect(post({})).rejects.toMatchObject({
    code: 'WebhookAddress',
    message: 'the environment sets no variable "SLACK_WEBHOOK_URL" for the webhook',
  });
});

test('an address that cannot be one is in no error', async () => {
  const error = await post({ SLACK_WEBHOOK_URL: 'http://hooks.example/CANARY' }).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toMatchObject({ message: 'the webhook "SLACK_WEBHOOK_URL" is not an https address' });
  expect(JSON.stringify(error)).not.toContain('CANARY');
});
