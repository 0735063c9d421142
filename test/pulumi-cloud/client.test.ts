import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { environmentVariables, renderValue } from '../../lib/esc/index.ts';
import { DocumentError } from '../../lib/model/errors.ts';
import { readAccount, readDefaultOrganization } from '../../lib/pulumi-cloud/account.ts';
import type { PulumiCloud } from '../../lib/pulumi-cloud/call.ts';
import {
  createEnvironment,
  decryptEnvironment,
  environmentExists,
  listEnvironments,
  readEnvironment,
  removeEnvironment,
  updateEnvironment,
} from '../../lib/pulumi-cloud/environments.ts';
import { mintOidcToken } from '../../lib/pulumi-cloud/oidc-token.ts';
import { checkYaml, openCloudEnvironment } from '../../lib/pulumi-cloud/open.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/pulumi-cloud.ts';

const backup = { organization: 'acme', project: 'ops', name: 'backup' };
const document = `imports: [base]
values:
  login: { fn::open::aws-login: { oidc: { roleArn: r, sessionName: s } } }
  retries: 1e3
  large: { fn::fromJSON: '[18446744073709551617, null, {"value": 1}]' }
  environmentVariables:
    AWS_ACCESS_KEY_ID: \${login.accessKeyId}
    REGION: \${region}
`;
const environments = {
  'acme/ops/backup': document,
  'acme/default/base': 'values: { region: eu-central-1, retries: 1 }\n',
  'acme/ops/broken': 'values:\n  a: ${nope}\n  b: ${gone}\n',
  'alice/default/own': 'values: {}\n',
  'acme/web/site': 'values: {}\n',
};
let fake: FakeCloud;
let slept: number[];
let cloud: PulumiCloud;

beforeEach(async () => {
  fake = await startFakeCloud({ environments });
  slept = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
  };
  cloud = { url: fake.url, fetch, accessToken: async () => 'pul-secret', sleep };
});

afterEach(() => fake.close());

describe('reading', () => {
  test('tells whose token it is, and the organization that names belong to', async () => {
    expect(await readAccount(cloud)).toEqual({ login: 'alice', organizations: ['acme', 'alice'] });
    expect(await readDefaultOrganization(cloud)).toBe('acme');
  });

  test('turns all pages of the list', async () => {
    const all = await listEnvironments(cloud);
    const own = await listEnvironments(cloud, 'alice');

    expect(all.map(({ organization, project, name }) => `${organization}/${project}/${name}`)).toEqual(
      Object.keys(environments),
    );
    expect(own).toEqual([{ organization: 'alice', project: 'default', name: 'own' }]);
    expect(fake.requests.filter(({ url }) => url.startsWith('/api/esc/environments?'))).toHaveLength(2);
  });

  test('gives the text of a version and what it takes to replace it', async () => {
    await updateEnvironment(cloud, backup, { text: 'values: { a: 2 }\n' });

    expect(await readEnvironment(cloud, backup)).toEqual({ text: 'values: { a: 2 }\n', etag: '"etag-2"' });
    expect((await readEnvironment(cloud, { ...backup, version: '1' })).text).toBe(document);
    expect(await environmentExists(cloud, { ...backup, version: '3' })).toBe(false);
  });

  test('gives secrets in clear only where decrypting is asked for', async () => {
    await updateEnvironment(cloud, backup, { text: 'values: { a: { fn::secret: canary } } # kept\n' });

    expect((await readEnvironment(cloud, backup)).text).not.toContain('canary');
    expect((await decryptEnvironment(cloud, backup)).text).toContain('canary');
    expect((await readEnvironment(cloud, backup)).text).toContain('# kept');
  });
});

describe('writing', () => {
  test('makes, replaces and removes', async () => {
    const fresh = { organization: 'acme', project: 'ops', name: 'fresh' };
    await createEnvironment(cloud, fresh);
    await expect(createEnvironment(cloud, fresh)).rejects.toMatchObject({ code: 'Conflict' });
    await removeEnvironment(cloud, fresh);

    expect(await environmentExists(cloud, fresh)).toBe(false);
  });

  test('replaces only the state that was read', async () => {
    const { etag } = await readEnvironment(cloud, backup);
    await updateEnvironment(cloud, backup, { text: 'values: { a: 1 }\n', etag });

    await expect(updateEnvironment(cloud, backup, { text: 'values: {}\n', etag })).rejects.toMatchObject({
      code: 'Conflict',
      status: 409,
    });
    expect((await readEnvironment(cloud, backup)).text).toBe('values: { a: 1 }\n');
  });

  test('tells the mistakes that the service finds, and stores nothing', async () => {
    const writing = updateEnvironment(cloud, backup, { text: 'values:\n  a: ${nope}\n' });

    await expect(writing).rejects.toBeInstanceOf(DocumentError);
    await expect(writing).rejects.toMatchObject({
      diagnostics: [{ severity: 'error', file: 'acme/ops/backup', line: 2, column: 8 }],
    });
    expect((await readEnvironment(cloud, backup)).text).toBe(document);
  });
});

describe('opening', () => {
  test('gives values with their secrets marked, number text kept, nulls and keys named "value" unharmed', async () => {
    const { value } = await openCloudEnvironment(cloud, backup, 7200);

    expect(environmentVariables(value)).toEqual([
      { name: 'AWS_ACCESS_KEY_ID', text: 'ASIAFAKE', secret: true },
      { name: 'REGION', text: 'eu-central-1', secret: false },
    ]);
    expect(renderValue(value, { format: 'json' })).toContain('"login": "[secret]"');
    expect(renderValue(value, { format: 'json' }).replace(/\s+/g, '')).toContain(
      '"large":[18446744073709551617,null,{"value":1}],',
    );
    expect(fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/esc/environments/acme/ops/backup/open?duration=2h0m0s',
      'GET /api/esc/environments/acme/ops/backup/open/open-1',
    ]);
  });

  test('says where values were defined', async () => {
    const { value } = await openCloudEnvironment(cloud, backup, 900);
    const { value: values }: { value: Record<string, unknown> } = JSON.parse(
      renderValue(value, { format: 'detailed', reveal: true }),
    );

    expect(values['retries']).toMatchObject({
      value: 1000,
      trace: {
        def: { environment: 'ops/backup', begin: { line: 4, column: 12 }, end: { line: 4, column: 15 } },
        base: { value: 1, trace: { def: { environment: 'base' } } },
      },
    });
  });

  test('collects every mistake of the service, each at its place', async () => {
    const opening = openCloudEnvironment(cloud, { ...backup, name: 'broken' }, 900);

    await expect(opening).rejects.toMatchObject({
      diagnostics: [
        { severity: 'error', file: 'ops/broken', line: 2, column: 8, message: 'unknown property "nope"' },
        { severity: 'error', file: 'ops/broken', line: 3, column: 8, message: 'unknown property "gone"' },
      ],
    });
  });

  test('checks a document without opening anything', async () => {
    const bad = await checkYaml(cloud, { organization: 'acme', name: 'ops/x', yaml: 'values:\n  a: ${b}\n' });
    const good = await checkYaml(cloud, { organization: 'acme', name: 'ops/x', yaml: document });

    expect(bad.diagnostics).toMatchObject([
      { environment: 'ops/x', line: 2, summary: 'unknown property "b"' },
    ]);
    expect(good.diagnostics).toEqual([]);
    expect(renderValue(good.value, { format: 'json', reveal: true })).toContain('"login": "[unknown]"');
  });

  test('mints a token for an audience, by an environment that is stored nowhere', async () => {
    const token = await mintOidcToken(cloud, { organization: 'acme', audience: 'aws:acme' });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

    expect(claims).toMatchObject({ aud: 'aws:acme', iss: 'https://api.pulumi.com/oidc/v2' });
    expect(fake.store.documents.size).toBe(Object.keys(environments).length);
  });
});

describe('failing', () => {
  test('reading is tried four times, each time later', async () => {
    fake.fail('GET', '/api/user', 503, 429, 'cut');

    expect(await readAccount(cloud)).toMatchObject({ login: 'alice' });
    expect(slept).toEqual([1000, 2000, 4000]);
  });

  test('then it says what the service said, with the request to ask about', async () => {
    fake.fail('GET', '/api/user', 502, 502, 502, 502);

    await expect(readAccount(cloud)).rejects.toMatchObject({
      code: 'PulumiCloudUnavailable',
      status: 502,
      message: expect.stringMatching(/^cannot log in to 127.*: the fake was told to fail; request id req-1$/),
    });
  });

  test.each([503, 429, 'cut'] as const)('an open is never tried again (%s)', async (status) => {
    fake.fail('POST', '/api/esc', status);

    await expect(openCloudEnvironment(cloud, backup, 900)).rejects.toMatchObject({
      message: expect.stringContaining('cannot open "acme/ops/backup"'),
    });
    expect(fake.requests).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  test('a token that is not accepted is never repeated, wherever the service puts it', async () => {
    const wrong = { ...cloud, accessToken: async () => 'pul-canary' };

    const failure: unknown = await readAccount(wrong).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      code: 'Unauthorized',
      message: expect.stringContaining('nightshift login'),
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('pul-canary');
  });

  test('what is not there is not found', async () => {
    const gone = { ...backup, name: 'gone' };

    await expect(readEnvironment(cloud, gone)).rejects.toMatchObject({
      code: 'PulumiCloudNotFound',
      message: 'cannot read "acme/ops/gone": environment not found',
    });
  });
});
