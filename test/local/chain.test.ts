import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { get } from '../../lib/local/mail.ts';
import { DESTINATION_BUCKET, OTHER_BUCKET, SOURCE_BUCKET } from '../../lib/local/seed.ts';
import type { InstanceRole } from '../../lib/local/seed-instances.ts';
import { type JobsResult, runJobs } from '../../lib/local/start.ts';
import { deploySecret } from './deployed-secret.ts';
import { explainInstance } from './explain.ts';
import { bounceOf, forgeToken, type Operations, operationsOn, scheduledEvent } from './operations.ts';
import { oversightOn } from './oversight.ts';
import { makeProbe } from './probe.ts';
import { testRuns } from './runs.ts';
import { type SharedStack, startSharedStack } from './shared-stack.ts';
import { walkByHand } from './walks.ts';

jest.setTimeout(300_000);

let shared: SharedStack;
let result: JobsResult;
let operations: Operations;

beforeAll(async () => {
  shared = await startSharedStack();
  operations = operationsOn(shared.stack);
  const signal = new AbortController().signal;
  result = await runJobs(shared.stack, { now: () => new Date(), signal, progress: () => {} });
}, 300_000);

afterAll(() => shared?.stop());

/** Words of the rule that decides about an instance of a role. */
const RULES: Partial<Record<InstanceRole, string>> = {
  'outside its hours': 'says stopped: it is outside daily',
  'inside its hours': 'says running: the period daily',
  'on a holiday': 'is a holiday (The site is closed)',
  'kept on a holiday': 'tag "nightshift:keep-until" keeps it running until',
  misspelled: 'did you mean "closed-site"?',
};

/** The rule in an answer of `schedule explain`: what keeps the instance, or what its schedule says. */
function storyOf(answer: string): string {
  const kept = /evening-shutdown: skip, (tag "nightshift:keep-until" .*)/.exec(answer)?.[1];
  return kept ?? /^ {2}(nightshift:schedule=.*|tag "nightshift:schedule".*)$/m.exec(answer)?.[1] ?? answer;
}

/** What a run's log line says of each instance. */
function detailsOf(line: string): readonly string[] {
  if (!line.includes('"run ended"')) return [];
  const { details }: { details?: readonly string[] } = JSON.parse(line.slice(line.indexOf('{')));
  return details ?? [];
}

const tokenOf = async (job: string): Promise<string> => {
  const { issuer } = await operations.configurationOf(operations.functionOf(job));
  const { payload } = await operations.invoke(issuer, {});
  return String(payload['token']);
};

describe('the schedules fire, and', () => {
  test('every job of the example succeeds', () => {
    const outcomes = result.firings.map(
      ({ job, slot }) => `${job.job} ${String(slot['state'])} ${String(slot['reason'])}`,
    );
    expect(outcomes).toHaveLength(5);
    for (const outcome of outcomes) expect(outcome).toContain(' succeeded ');
  });

  test('everything that was promised holds when the stack is read back', () => {
    expect(result.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(result.checks.length).toBeGreaterThanOrEqual(8);
  });

  test('"schedule explain" tells of every instance what the evening job did with it, and why', async () => {
    const evening = result.firings.find(({ job }) => job.job === 'evening-shutdown');
    const lines = await shared.stack.deploymentAdmin.logLines(evening?.job.logGroup ?? '');
    const done = lines.map(detailsOf).find((details) => details.length > 0) ?? [];
    const at = String(evening?.slot['slot']);
    const asked = shared.stack.seed.instances.filter(({ role }) => RULES[role] !== undefined);
    const answers = await Promise.all(asked.map(({ id }) => explainInstance(shared.stack, { id, at })));

    const told = asked.map(({ id }) => done.find((detail) => detail.startsWith(`${id}: `)) ?? '');
    const stories = answers.map(storyOf);
    expect(told.map((detail, index) => detail.includes(stories[index] ?? ''))).toEqual(asked.map(() => true));
    expect(stories).toEqual(asked.map(({ role }) => expect.stringContaining(RULES[role] ?? '?')));
    expect(told.map((detail) => / (stopped|skipped), /.exec(detail)?.[1])).toEqual(
      asked.map(({ wanted }) => (wanted === 'stopped' ? 'stopped' : 'skipped')),
    );
  });

  test('the discovery document and the key set are served where the tokens say', async () => {
    const { issuerUrl } = shared.stack.deployment;
    const host = new URL(issuerUrl).host;
    const base = shared.stack.emulator.endpoint;
    const headers = { Host: host.includes(':') ? host : `${host}:${shared.stack.emulator.port}` };
    const read = (path: string) =>
      get(`${base}${path}`, shared.stack.certificate, headers).then((text) => JSON.parse(text));
    expect(await read('/.well-known/openid-configuration')).toMatchObject({ issuer: issuerUrl });
    expect(await read('/.well-known/jwks.json')).toMatchObject({
      keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig' }],
    });
  });
});

describe('refused is', () => {
  test("a job's execution role reading the bucket, another environment's issuer, and signing by itself", async () => {
    const { role } = await operations.configurationOf(operations.functionOf('nightly-log-backup'));
    const { issuer: foreign } = await operations.configurationOf(operations.functionOf('evening-shutdown'));
    const probe = await makeProbe(shared.stack, role, 'probe-execution-role');
    const read = await probe({
      service: 's3',
      command: 'ListObjectsV2Command',
      input: { Bucket: SOURCE_BUCKET },
    });
    expect(read.code).toBe('AccessDenied');
    const mint = await probe({
      service: 'lambda',
      command: 'InvokeCommand',
      input: { FunctionName: foreign, Payload: '{}' },
    });
    expect(mint.code).toBe('AccessDeniedException');
    const sign = await probe({
      service: 'kms',
      command: 'SignCommand',
      input: {
        KeyId: shared.stack.deployment.signingKey,
        Message: 'AA==',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      },
    });
    expect(sign.code).toMatch(/AccessDenied/);
    const scan = await probe({
      service: 'dynamodb',
      command: 'ScanCommand',
      input: { TableName: shared.stack.deployment.ledger },
    });
    expect(scan.code).toMatch(/AccessDenied/);
  });

  test('signing with the key by an administrator of the account, who may do everything else with it', async () => {
    const probe = await makeProbe(
      shared.stack,
      await operations.makeAdministrator('administrator'),
      'probe-administrator',
    );
    const KeyId = shared.stack.deployment.signingKey;
    const sign = { KeyId, Message: 'AA==', SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' };
    expect(await probe({ service: 'kms', command: 'DescribeKeyCommand', input: { KeyId } })).toEqual({
      code: 'allowed',
    });
    expect(await probe({ service: 'kms', command: 'SignCommand', input: sign })).toMatchObject({
      code: expect.stringMatching(/AccessDenied/),
      message: expect.stringContaining('explicit deny'),
    });
  });

  test("a token at another environment's role, and a token with another audience or subject", async () => {
    const token = await tokenOf('nightly-log-backup');
    const own = operations.roleArn('nightshift-ops-backup');
    await expect(operations.assume(own, token)).resolves.toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/),
    });
    const refusals = [
      operations.assume(operations.roleArn('nightshift-ops-shutdown'), token),
      operations.assume(own, forgeToken(token, { aud: 'aws:other' })),
      operations.assume(own, forgeToken(token, { aud: 'acme' })),
      operations.assume(own, forgeToken(token, { sub: 'pulumi:environments:org:acme:env:ops/shutdown' })),
      operations.assume(own, forgeToken(token, { iss: 'https://issuer.example' })),
    ];
    // All are waited for at once: one that is refused before its turn would fail the test by itself.
    const refused = refusals.map((one) => expect(one).rejects.toMatchObject({ name: 'AccessDenied' }));
    await Promise.all(refused);
  });

  test('the backup role deleting an object, writing the source, and touching a third bucket', async () => {
    const credentials = await operations.assume(
      operations.roleArn('nightshift-ops-backup'),
      await tokenOf('nightly-log-backup'),
    );
    const s3 = new S3Client({ ...clientConfig(shared.stack.access), credentials, forcePathStyle: true });
    const Key = 'app/x.log';
    const denied = [
      s3.send(new DeleteObjectCommand({ Bucket: DESTINATION_BUCKET, Key })),
      s3.send(new PutObjectCommand({ Bucket: SOURCE_BUCKET, Key, Body: 'x' })),
      s3.send(new ListObjectsV2Command({ Bucket: OTHER_BUCKET })),
      s3.send(new PutObjectCommand({ Bucket: DESTINATION_BUCKET, Key: 'elsewhere/x.log', Body: 'x' })),
    ];
    await Promise.all(denied.map((call) => expect(call).rejects.toMatchObject({ name: 'AccessDenied' })));
    const listing = await s3.send(
      new ListObjectsV2Command({ Bucket: SOURCE_BUCKET, Prefix: 'app/', MaxKeys: 1 }),
    );
    expect(listing.KeyCount).toBe(1);
  });

  test.each([
    { currentEnvironment: 'ops/shutdown' },
    { subjectAttributes: ['pulumi.user.login=root'] },
    { rootEnvironment: 'ops/shutdown' },
  ])('an issuer asked for what is not its own: %j', async (asked) => {
    const { issuer } = await operations.configurationOf(operations.functionOf('nightly-log-backup'));
    const { failed, payload } = await operations.invoke(issuer, asked);
    expect(failed).toBe(true);
    expect(JSON.stringify(payload)).not.toContain('eyJ');
  });

  test('an unsigned request', async () => {
    const status = await new Promise((resolve, reject) => {
      const url = `${shared.stack.emulator.endpoint}/${SOURCE_BUCKET}?list-type=2`;
      request(url, { ca: shared.stack.certificate }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('a slot', () => {
  const slotAt = (minute: string) => `2026-01-05T${minute}:00Z`;

  test('is done once, however often its event is delivered, at the same time or later', async () => {
    const heartbeat = operations.functionOf('heartbeat');
    const event = scheduledEvent(new Date(Math.floor(Date.now() / 60_000 - 2) * 60_000).toISOString());
    const answers = await Promise.all([1, 2, 3].map(() => operations.invoke(heartbeat, event)));
    answers.push(await operations.invoke(heartbeat, event));
    expect(answers.map(({ payload }) => payload['effect']).toSorted()).toEqual([
      'done',
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
  });

  test('whose run died is taken up again when its lease is over, and not before', async () => {
    const inventory = operations.functionOf('bucket-inventory');
    const orphan = {
      job: 'bucket-inventory',
      state: 'running',
      attempt: 1,
      fence: 1,
      requestId: 'died',
      claimedAt: '2026-01-05T01:00:00.000Z',
    } as const;
    await operations.putSlot({ ...orphan, slot: slotAt('01:00'), leaseEndsAt: '2026-01-05T01:05:00.000Z' });
    await operations.putSlot({ ...orphan, slot: slotAt('02:00'), leaseEndsAt: '2099-01-01T00:00:00.000Z' });
    const over = await operations.invoke(inventory, scheduledEvent(slotAt('01:00')));
    expect(over.payload).toMatchObject({ effect: 'done', attempt: 2, outcome: { kind: 'succeeded' } });
    const live = await operations.invoke(inventory, scheduledEvent(slotAt('02:00')));
    expect(live.payload).toMatchObject({ effect: 'duplicate', outcome: { kind: 'skipped' } });
    expect(await operations.slotOf('bucket-inventory', slotAt('02:00'))).toMatchObject({
      state: 'running',
      requestId: 'died',
    });
  });

  test('that fails for a while is tried again by Lambda, and succeeds', async () => {
    const kms = new KMSClient(clientConfig(shared.stack.access));
    const KeyId = shared.stack.deployment.signingKey;
    await kms.send(new DisableKeyCommand({ KeyId }));
    const slot = slotAt('03:00');
    await shared.stack.deploymentAdmin.deliver(
      operations.functionOf('bucket-inventory'),
      scheduledEvent(slot),
    );
    const failed = await waitFor(async () => {
      const found = await operations.slotOf('bucket-inventory', slot);
      return found?.['state'] === 'failed' ? found : undefined;
    });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(failed).toMatchObject({ code: 'IssuerFailed' });
    const ended = await waitFor(async () => {
      const found = await operations.slotOf('bucket-inventory', slot);
      return found?.['state'] === 'succeeded' ? found : undefined;
    });
    expect(Number(ended['attempt'])).toBeGreaterThan(1);
  });

  test('whose role was changed by hand ends with the reason, not with "Not authorized" alone', async () => {
    const { payload } = await operations.withTrust(
      'nightshift-ops-inventory',
      (policy) => policy.replace('"aws:acme"', '"acme"'),
      () => operations.invoke(operations.functionOf('bucket-inventory'), scheduledEvent(slotAt('05:00'))),
    );
    expect(payload).toMatchObject({
      permanent: true,
      outcome: {
        kind: 'failed',
        code: 'AccessDenied',
        reason: expect.stringMatching(
          /the role or its provider has been changed or removed since; deploy the app again/,
        ),
      },
    });
    expect(JSON.stringify(payload)).not.toContain('eyJ');
  });

  test('that no retry can mend goes to the dead letters at once, and is not tried again', async () => {
    const s3 = new S3Client({ ...clientConfig(shared.stack.access), forcePathStyle: true });
    await s3.send(new DeleteBucketCommand({ Bucket: DESTINATION_BUCKET })).catch(() => emptyAndDelete(s3));
    const backup = operations.functionOf('nightly-log-backup');
    const first = await operations.invoke(backup, scheduledEvent(slotAt('04:00')));
    expect(first).toMatchObject({
      failed: false,
      payload: { permanent: true, outcome: { kind: 'failed', code: 'NoSuchBucket' } },
    });
    expect(first.payload['outcome']).toMatchObject({ advice: expect.stringContaining('bucket name') });
    const letters = await operations.deadLetters();
    expect(letters).toContainEqual(
      expect.objectContaining({
        requestPayload: expect.objectContaining({ time: slotAt('04:00') }),
        responsePayload: expect.objectContaining({ errorType: 'NoSuchBucket' }),
      }),
    );
    const again = await operations.invoke(backup, scheduledEvent(slotAt('04:00')));
    expect(again.payload).toMatchObject({ effect: 'duplicate' });
  });
});

describe('on the deployed stack', () => testRuns(() => shared.stack));

test('a bounce that SES tells of is in the ledger beside its report, once however often it is told', async () => {
  const { deploymentAdmin: admin, deployment } = shared.stack;
  const { MailEvents: topic = '' } = await admin.outputs('Nightshift');
  const [row = {}] = await admin.ledgerItems(deployment.ledger, 'morning-error-report', 'outbox#');
  const bounce = bounceOf(String(row['id']), String(row['receipt']));
  await operations.publish(topic, bounce);
  await operations.publish(topic, bounce);
  const found = () => admin.ledgerItems(deployment.ledger, 'morning-error-report', 'feedback#');
  await waitFor(async () => ((await found()).length > 0 ? true : undefined));
  await operations.publish(topic, { ...bounce, mail: { ...bounce.mail, tags: {} } });
  expect(await found()).toMatchObject([
    { kind: 'bounced', slot: row['id'], messageId: row['receipt'], recipients: ['ops@acme.example'] },
  ]);
});

describe('what looks after the jobs', () => {
  test('every change of state comes to whoever listens, and the run knows nothing of it', async () => {
    const oversight = oversightOn(shared.stack);
    const inbox = await oversight.inbox('test-events');
    await oversight.listen(inbox);
    const inventory = operations.functionOf('bucket-inventory');

    const slot = '2026-01-05T07:00:00Z';

    await operations.invoke(inventory, scheduledEvent(slot));

    expect(JSON.parse(await inbox.await('Nightshift Run Started'))).toMatchObject({ source: 'nightshift' });
    const ended = JSON.parse(await inbox.await('Nightshift Run Succeeded'));
    expect(ended.detail).toMatchObject({ job: 'bucket-inventory', kind: 'succeeded', severity: 'info' });
    expect(ended.detail.slot).toBe(slot);
  });

  test('a slot that did not start is told once, with what to do, and again when it is over', async () => {
    const oversight = oversightOn(shared.stack);
    const watchdog = await oversight.nameOf('WatchdogLookFunction');
    const inbox = await oversight.inbox('test-alarms');
    const { Topic = '' } = await shared.stack.deploymentAdmin.outputs('Nightshift');
    await oversight.subscribe(Topic, inbox);

    const first = await operations.invoke(watchdog, {});
    await oversight.watchSince('bucket-inventory', new Date(Date.now() - 2 * 86_400_000).toISOString());
    const second = await operations.invoke(watchdog, {});
    const third = await operations.invoke(watchdog, {});

    expect(first.payload).toMatchObject({ jobs: 5, failures: [], opened: 0 });
    expect(second.payload).toMatchObject({ failures: [], opened: 1 });
    expect(third.payload).toMatchObject({ failures: [], opened: 0 });
    const told = await inbox.await('bucket-inventory did not start');
    expect(told).toContain('nightshift jobs run bucket-inventory --slot');
    await oversight.pause('bucket-inventory');
    await operations.invoke(watchdog, {});
    await oversight.forgetControl('bucket-inventory');
    expect(await inbox.await('bucket-inventory is over it')).toContain('the job is paused');
    expect(inbox.seen.filter((body) => body.includes('did not start (slot'))).toHaveLength(2);
  });

  test('every alarm, provoked once, is told with its section of the runbook', async () => {
    const oversight = oversightOn(shared.stack);
    const inbox = await oversight.inbox('test-provoked');
    const { Topic = '' } = await shared.stack.deploymentAdmin.outputs('Nightshift');
    await oversight.subscribe(Topic, inbox);
    const alarms = await oversight.alarms();

    for (const { AlarmName } of alarms) await oversight.provoke(AlarmName);

    expect(alarms.length).toBe(shared.stack.deployment.jobs.length + 4);
    for (const { AlarmName } of alarms) expect(await inbox.await(AlarmName)).toContain('docs/runbook.md');
  });
});

test('no token and no credential is in a log, a template, an asset, the ledger, the state bucket or a mail', async () => {
  const { stack } = shared;
  const { deploymentAdmin: admin, deployment } = stack;
  const logs = await Promise.all(deployment.jobs.map(({ logGroup }) => admin.logLines(logGroup)));
  const items = await Promise.all(
    deployment.jobs.flatMap(({ job }) => [
      admin.ledgerItems(deployment.ledger, job, 'slot#'),
      admin.ledgerItems(deployment.ledger, job, 'run#'),
    ]),
  );
  const state = await stack.admin.objects.list(deployment.stateBucket);
  const bodies = await Promise.all(
    state.map(({ key }) =>
      stack.admin.objects.get(deployment.stateBucket, key).then(({ body }) => Buffer.from(body).toString()),
    ),
  );
  const files = [stack.folders.cloudAssembly, stack.folders.mail].flatMap(readTree);
  const texts = [JSON.stringify(logs), JSON.stringify(items), ...bodies, ...files];
  expect(logs.flat().length).toBeGreaterThan(10);
  for (const text of texts) {
    expect(text).not.toMatch(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}/);
    expect(text).not.toMatch(/\bASIA[A-Z0-9]{16}\b/);
  }
});

function readTree(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

async function emptyAndDelete(s3: S3Client): Promise<void> {
  for (const { key } of await shared.stack.admin.objects.list(DESTINATION_BUCKET)) {
    await s3.send(new DeleteObjectCommand({ Bucket: DESTINATION_BUCKET, Key: key }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket: DESTINATION_BUCKET }));
}

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error('it did not happen within 40 s');
}

walkByHand(() => ({ stack: shared.stack, operations }));
deploySecret(() => ({ stack: shared.stack, operations }));
