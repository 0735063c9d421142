import { describe, expect, test } from '@jest/globals';
import {
  openEnvironment,
  type Provider,
  parseEnvironment,
  renderValue,
  toPlain,
} from '../../../lib/esc/index.ts';
import type { AwsSession } from '../../../lib/model/credentials.ts';
import { ServiceError } from '../../../lib/model/errors.ts';
import {
  awsParameterStoreProvider,
  type WantedParameter,
} from '../../../lib/run/providers/aws-parameter-store.ts';
import { awsSecretsProvider, type WantedSecret } from '../../../lib/run/providers/aws-secrets.ts';

const login =
  '{ accessKeyId: AKIA, secretAccessKey: { "fn::secret": hidden }, sessionToken: session, expiration: soon }';

async function open(text: string, providers: Readonly<Record<string, Provider>>) {
  const { document, diagnostics } = parseEnvironment(text, { name: 'ops/x' });
  const opened = await openEnvironment({
    name: 'ops/x',
    document,
    diagnostics,
    load: async () => undefined,
    providers,
    mode: 'open',
  });
  return { plain: opened.value && toPlain(opened.value), opened, diagnostics: opened.diagnostics };
}

describe('aws-secrets', () => {
  const text = `values:
  secrets:
    fn::open::aws-secrets:
      region: eu-central-1
      login: ${login}
      get:
        database: { secretId: db/password, versionStage: AWSPREVIOUS }
        key: { secretId: key }
  url: postgres://admin:\${secrets.database}@db
`;

  test('gives every secret by its name, and it stays secret wherever it goes', async () => {
    const asked: { region: string; keyId: string; wanted: WantedSecret }[] = [];
    const provider = awsSecretsProvider({
      readSecret: async (session, wanted) => {
        asked.push({ region: session.region, keyId: (await session.credentials()).accessKeyId, wanted });
        return `value of ${wanted.secretId}`;
      },
    });

    const { plain, opened, diagnostics } = await open(text, { 'aws-secrets': provider });

    expect(diagnostics).toEqual([]);
    expect(asked).toEqual([
      {
        region: 'eu-central-1',
        keyId: 'AKIA',
        wanted: { secretId: 'db/password', versionStage: 'AWSPREVIOUS' },
      },
      { region: 'eu-central-1', keyId: 'AKIA', wanted: { secretId: 'key' } },
    ]);
    expect(plain).toBeDefined();
    const shown = opened.value && renderValue(opened.value, { format: 'json' });
    expect(shown).toContain('[secret]');
    expect(shown).not.toContain('value of');
  });

  test('names the error of AWS at the very node', async () => {
    const provider = awsSecretsProvider({
      readSecret: async (_session, { secretId }) => {
        const message = `cannot read secret "${secretId}": no`;
        throw new ServiceError({ code: 'AccessDenied', message, service: 's', operation: 'o' });
      },
    });

    const { diagnostics } = await open(text, { 'aws-secrets': provider });

    expect(diagnostics[0]).toMatchObject({ line: 3, severity: 'error' });
    expect(diagnostics[0]?.summary).toContain('cannot read secret "db/password": no');
  });

  test('refuses inputs of another form', async () => {
    const provider = awsSecretsProvider({ readSecret: async () => '' });
    const { diagnostics } = await open('values: { s: { fn::open::aws-secrets: { region: x, get: {} } } }', {
      'aws-secrets': provider,
    });

    expect(diagnostics.map(({ summary }) => summary)).toEqual(['missing required properties: login']);
  });
});

describe('aws-parameter-store', () => {
  test('gives texts, lists and secrets as the parameters are', async () => {
    const asked: WantedParameter[] = [];
    const provider = awsParameterStoreProvider({
      readParameter: async (_session: AwsSession, wanted) => {
        asked.push(wanted);
        const kinds = { '/a': 'text', '/b:3': 'list', '/c': 'secure' } as const;
        const kind =
          wanted.parameterName === '/a' || wanted.parameterName === '/c'
            ? kinds[wanted.parameterName]
            : 'list';
        return { kind, text: 'one,two' };
      },
    });
    const { opened, diagnostics } = await open(
      `values:
  parameters:
    fn::open::aws-parameter-store:
      region: eu-central-1
      login: ${login}
      get: { a: { name: /a }, b: { name: '/b:3' }, c: { name: /c, decrypt: true } }
  second: \${parameters.b[1]}
`,
      { 'aws-parameter-store': provider },
    );

    expect(diagnostics).toEqual([]);
    expect(asked).toEqual([
      { parameterName: '/a', decrypt: false },
      { parameterName: '/b:3', decrypt: false },
      { parameterName: '/c', decrypt: true },
    ]);
    const shown = opened.value && renderValue(opened.value, { format: 'json' });
    expect(JSON.parse(shown ?? '')).toEqual({
      parameters: { a: 'one,two', b: ['one', 'two'], c: '[secret]' },
      second: 'two',
    });
  });
});
