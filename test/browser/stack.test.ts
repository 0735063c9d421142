import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { clientConfig } from '../../lib/aws/admin/session.ts';
import { openOperator } from '../../lib/aws/operator-live.ts';
import { placeAt } from '../../lib/aws/operator-place.ts';
import { openConsolePort } from '../../lib/cli/console-port.ts';
import { loadCheckedProject } from '../../lib/cli/project.ts';
import { type RunningConsole, serveConsole } from '../../lib/console/serve.ts';
import { type Operations, operationsOn, scheduledEvent } from '../local/operations.ts';
import { type SharedStack, startSharedStack } from '../local/shared-stack.ts';
import { missingBrowser, openBrowser } from './browser.ts';

if (missingBrowser !== undefined) console.warn(`skipped: ${missingBrowser}`);
const suite = missingBrowser === undefined ? describe : describe.skip;
jest.setTimeout(300_000);

const WITHIN = { timeout: 60_000 };
const now = () => new Date();
/** A day before today, as the jobs' schedules write their days. */
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

suite('the console over the deployed local stack', () => {
  let shared: SharedStack;
  let operations: Operations;
  let site: RunningConsole;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;
  const errors: unknown[] = [];

  beforeAll(async () => {
    shared = await startSharedStack();
    const { stack } = shared;
    operations = operationsOn(stack);
    // What fires by itself would run between what the tests do.
    for (const { rule } of stack.deployment.jobs) await stack.deploymentAdmin.disableRule(rule);
    const port = openConsolePort({
      place: 'the local stack',
      operator: openOperator(placeAt(stack.access)),
      project: loadCheckedProject({ cwd: stack.folders.root, now: now() }),
      now,
    });
    const secrets = { token: randomUUID(), session: randomUUID() };
    const onError = (error: unknown) => errors.push(error);
    site = await serveConsole({ port, now, timezone: 'UTC', sleep, makeId: randomUUID, ...secrets, onError });
    browser = await openBrowser();
    page = browser.page;
    await page.goto(site.url);
    await page.waitForURL(new URL('/', site.url).href);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await shared?.stop();
  });

  const go = (path: string) => page.goto(new URL(path, site.url).href);
  const fire = (job: string, slot: string) =>
    shared.stack.deploymentAdmin.deliver(operations.functionOf(job), scheduledEvent(slot));

  test('a run that its schedule fires appears while one looks', async () => {
    const slot = `${dayBefore(1)}T05:29:00Z`;
    await go('/jobs/bucket-inventory');
    await fire('bucket-inventory', slot);
    const link = page.locator(`a[href$="${encodeURIComponent(slot)}"]`);
    await page.locator('#runs tbody tr', { has: link }).locator('text=succeeded').waitFor(WITHIN);

    expect(await page.textContent('#news')).toContain(slot);
  });

  test('a job is paused with a reason, which its slots then tell, and resumed', async () => {
    const slot = `${dayBefore(0)}T00:05:00Z`;
    await go('/jobs/heartbeat');
    await page.click('text=Pause');
    await page.fill('dialog input[name=reason]', 'CloudWatch is being moved');
    await page.click('dialog button');
    await page.waitForSelector('#facts >> text=CloudWatch is being moved', WITHIN);
    await fire('heartbeat', slot);
    await page.waitForSelector('#runs >> text=skipped', WITHIN);
    const row = await page.locator('#runs tbody tr', { hasText: 'skipped' }).first().textContent();
    await page.click('text=Resume');
    await page.fill('dialog input[name=reason]', 'it has been moved');
    await page.click('dialog button');
    await page.waitForSelector('#actions >> text=Pause', WITHIN);

    expect(row).toContain('CloudWatch is being moved');
    expect(await page.textContent('#facts')).not.toContain('CloudWatch is being moved');
    await page.waitForSelector('#actions-done >> text=it has been moved', WITHIN);
  });

  test('a dry run shows what would be done, and exactly that plan is run', async () => {
    await go('/jobs/evening-shutdown');
    await page.click('text=Dry run');
    await page.click('dialog button');
    await page.waitForSelector('text=Run exactly this plan', WITHIN);
    const planned = await page.locator('.items li').allTextContents();
    const digest = (await page.getAttribute('input[name=digest]', 'value')) ?? '';
    await page.click('text=Run exactly this plan');
    await page.waitForSelector('#state >> text=succeeded', WITHIN);
    const slot = decodeURIComponent(page.url().split('/').at(-1) ?? '');
    await page.waitForSelector('#items summary', WITHIN);
    await page.click('#items summary');

    expect(planned.join(' ')).toMatch(/i-\w+/);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await operations.slotOf('evening-shutdown', slot)).toMatchObject({ planDigest: digest });
    expect(await page.locator('#items details li').allTextContents()).toEqual(planned);
  });

  test('three past days are backfilled, each slot told as it ends', async () => {
    await go('/jobs/bucket-inventory');
    await page.click('text=Backfill');
    await page.fill('dialog input[name=from]', dayBefore(3));
    await page.fill('dialog input[name=to]', dayBefore(1));
    await page.click('dialog button');
    await page.waitForSelector('text=Backfill 3 slots', WITHIN);
    await page.click('text=Run them');
    await page.waitForSelector('text=Done: 3 slots, none failed', WITHIN);
    const told = await page.locator('.slots a').allTextContents();

    expect(told).toEqual([3, 2, 1].map((days) => `${dayBefore(days)}T05:30:00Z`));
  });

  test('a failure is followed from the overview to its log line', async () => {
    await forbid('nightshift-ops-inventory');
    // Later than all that may have fired before the rules were disabled.
    const slot = `${new Date(Date.now() + 120_000).toISOString().slice(0, 16)}:00Z`;
    await fire('bucket-inventory', slot);
    await go('/');
    await page.click('#attention >> text=bucket-inventory', WITHIN);
    await page.waitForSelector('#log tr.bad >> text=run ended', WITHIN);

    expect(await page.textContent('#outcome')).toContain('What to do:');
    expect(await page.textContent('#outcome')).toContain('AccessDenied');
    expect(await page.textContent('#chain')).toContain('failed');
  });

  test('no page holds a key, a token or a variable of a function', async () => {
    const { variables } = await operations.configurationOf(operations.functionOf('heartbeat'));
    const { accessKeyId, secretAccessKey } = shared.stack.access.credentials;
    const slots = `/jobs/bucket-inventory/slots/${dayBefore(1)}T05:29:00Z`;
    for (const path of ['/', '/jobs/heartbeat', '/jobs/bucket-inventory', slots, '/dead-letters']) {
      const text = await (await go(path))?.text();
      expect(text).toContain('Nightshift');
      for (const secret of [accessKeyId, secretAccessKey, variables['NIGHTSHIFT_ISSUE_TOKEN'] ?? ''])
        expect(text).not.toContain(secret);
      expect(text).not.toMatch(/eyJ[\w-]{10,}\.eyJ|\bASIA[A-Z0-9]{16}\b/);
    }
    expect(errors).toEqual([]);
  });

  /** Takes away what the environment's role may do. */
  async function forbid(RoleName: string) {
    const iam = new IAMClient(clientConfig(shared.stack.access));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames)
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
});
