import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ciphertextsOf } from '../../lib/esc/index.ts';
import { LOCAL_ACCOUNT } from '../../lib/local/emulator.ts';
import { OTHER_BUCKET, SOURCE_BUCKET } from '../../lib/local/seed.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import { prepareCommands } from './aws-cli.ts';
import type { Operations } from './operations.ts';
import { makeSecretsProbe } from './secrets-probe.ts';

interface Surroundings {
  readonly stack: LocalStack;
  readonly operations: Operations;
}

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const CANARY = 'canary-9c1e44';

/** What the documents show a person doing by hand, with the real `aws`; to be called within a suite that has the stack. */
export function walkByHand(surroundings: () => Surroundings): void {
  describe('by hand, with the real aws command,', () => {
    let project: string;
    let commands: string;

    beforeAll(async () => {
      const { stack } = surroundings();
      commands = await prepareCommands(stack.folders);
      project = mkdtempSync(join(tmpdir(), 'nightshift-walks-'));
      for (const name of ['environments', 'holidays', 'jobs.yaml', 'queries']) {
        cpSync(join(stack.folders.root, name), join(project, name), { recursive: true });
      }
      // A shell without credentials cannot ask for its account: the document names it, as the documents' own does.
      const inventory = join(project, 'environments/ops/inventory.yaml');
      const text = readFileSync(inventory, 'utf8');
      writeFileSync(inventory, text.replace('${context.aws.account}', LOCAL_ACCOUNT));
      writeFileSync(join(project, 'ca.pem'), stack.certificate);
    }, 300_000);

    afterAll(() => rmSync(project, { recursive: true, force: true }));

    /** A shell that knows where AWS is, but holds no credentials. */
    const place = () => {
      const { stack } = surroundings();
      return {
        PATH: `${commands}:${process.env['PATH']}`,
        HOME: project,
        AWS_ENDPOINT_URL: stack.access.endpoint,
        AWS_REGION: stack.access.region,
        AWS_CA_BUNDLE: join(project, 'ca.pem'),
        NODE_EXTRA_CA_CERTS: join(project, 'ca.pem'),
      };
    };

    /** The operator's own, who may call the issuer and use the key. */
    const operator = () => {
      const { accessKeyId, secretAccessKey } = surroundings().stack.access.credentials;
      return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    };

    const type = (line: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
      new Promise((resolve) => {
        const child = execFile('/bin/sh', ['-c', line], { cwd: project, env }, (_error, stdout, stderr) => {
          resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
        });
      });

    const tokenFile = async (job: string): Promise<string> => {
      const { operations } = surroundings();
      const { issuer } = await operations.configurationOf(operations.functionOf(job));
      const { payload } = await operations.invoke(issuer, {});
      const file = join(project, 'token');
      writeFileSync(file, String(payload['token']), { mode: 0o600 });
      return file;
    };

    test('nothing is configured, and a command without an environment gets nowhere', async () => {
      const listed = await type('aws configure list; aws s3 ls', place());

      expect(listed.stdout).toMatch(/access_key\s.*<?not set>?/);
      expect(listed.stderr).toContain('Unable to locate credentials');
    });

    test.each([
      'nightshift run acme/ops/inventory -- aws s3 ls',
      'nightshift env run ops/inventory -i aws s3 ls',
      'nightshift run acme/ops/inventory aws s3 ls',
    ])('%s lists the buckets, a line each', async (line) => {
      const env = { ...place(), NIGHTSHIFT_TOKEN_SOURCE: `file:${await tokenFile('bucket-inventory')}` };
      const { exitCode, stdout, stderr } = await type(line, env);

      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d ${SOURCE_BUCKET}$`, 'm'));
      expect(stdout).toContain(OTHER_BUCKET);
    });

    test('the credentials may do what the task of the environment needs, and no more', async () => {
      const env = { ...place(), NIGHTSHIFT_TOKEN_SOURCE: `file:${await tokenFile('bucket-inventory')}` };
      const read = await type(`nightshift run ops/inventory -- aws s3 ls s3://${SOURCE_BUCKET}/`, env);

      expect(read.exitCode).not.toBe(0);
      expect(read.stderr).toContain('AccessDenied');
    });

    test('credentials feeds credential_process of the AWS config file', async () => {
      const config = join(project, 'config');
      writeFileSync(
        config,
        '[profile inventory]\ncredential_process = nightshift credentials ops/inventory\n',
      );
      const env = {
        ...place(),
        AWS_CONFIG_FILE: config,
        NIGHTSHIFT_TOKEN_SOURCE: `file:${await tokenFile('bucket-inventory')}`,
      };
      const { exitCode, stdout } = await type('aws s3 ls --profile inventory', env);

      expect(exitCode).toBe(0);
      expect(stdout).toContain(SOURCE_BUCKET);
    });

    test('a secret is encrypted with the key of the app, opened for its own environment, and lies nowhere', async () => {
      const env = { ...place(), ...operator() };
      const file = join(project, 'environments/ops/static.yaml');
      writeFileSync(file, 'values:\n  environmentVariables: {TOKEN: "${token}"}\n  token: none\n');

      const set = await type(`printf %s ${CANARY} | nightshift env set ops/static token --secret`, env);
      const opened = await type('nightshift env open ops/static token --format string', env);
      const run = await type(
        `nightshift run ops/static -- sh -c 'echo "$TOKEN"; test "$TOKEN" = ${CANARY}'`,
        env,
      );
      const nobody = await type('nightshift env open ops/static', {
        ...place(),
        AWS_EC2_METADATA_DISABLED: 'true',
      });

      expect(set).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      expect(readFileSync(file, 'utf8')).toMatch(/fn::secret:\n\s+ciphertext: /);
      expect(opened).toEqual({ exitCode: 0, stdout: `${CANARY}\n`, stderr: '' });
      expect(run).toEqual({ exitCode: 0, stdout: '[secret]\n', stderr: '' });
      expect(nobody.exitCode).toBe(1);
      expect(nobody.stderr).toContain('no AWS credentials here');
      for (const path of readdirSync(project, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
        if (!path.isFile()) continue;
        expect(readFileSync(join(path.parentPath, path.name)).includes(CANARY)).toBe(false);
      }
    });

    test('a ciphertext moved to another environment is not opened', async () => {
      const env = { ...place(), ...operator() };
      const text = readFileSync(join(project, 'environments/ops/static.yaml'), 'utf8');
      writeFileSync(join(project, 'environments/ops/thief.yaml'), text);

      const { exitCode, stdout, stderr } = await type('nightshift env open ops/thief', env);

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain('was encrypted for "ops/static"');
    });

    test('a function opens a secret with a role that may use the key, and with no other', async () => {
      const { stack, operations } = surroundings();
      const text = readFileSync(join(project, 'environments/ops/static.yaml'), 'utf8');
      const [ciphertext = Buffer.of()] = ciphertextsOf(text);
      const secret = { ciphertext: Buffer.from(ciphertext).toString('base64'), environment: 'ops/static' };
      const { SecretsKey = '' } = await stack.deploymentAdmin.outputs('Nightshift');
      const allowed = await operations.makeRole('opens-secrets', {
        Action: 'kms:Decrypt',
        Resource: SecretsKey,
      });
      const { role: plainJob } = await operations.configurationOf(operations.functionOf('bucket-inventory'));

      const opens = await makeSecretsProbe(stack, allowed, 'probe-opens-secrets');
      const refused = await makeSecretsProbe(stack, plainJob, 'probe-opens-none');

      expect(await opens(secret)).toEqual({ opened: CANARY });
      expect(await opens({ ...secret, environment: 'ops/other' })).toMatchObject({
        code: 'WrongEnvironment',
      });
      expect(await refused(secret)).toMatchObject({ code: expect.stringMatching(/AccessDenied/) });
    });
  });
}
