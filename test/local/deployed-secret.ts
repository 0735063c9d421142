import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deploy, synthesize } from '../../lib/local/deploy.ts';
import { makeFolders } from '../../lib/local/folders.ts';
import type { LocalStack } from '../../lib/local/stack.ts';
import { nightshiftCommand } from '../cli/run-command.ts';
import { type Operations, scheduledEvent } from './operations.ts';

interface Surroundings {
  readonly stack: LocalStack;
  readonly operations: Operations;
}

const JOB = 'bucket-inventory';
const ENVIRONMENT = 'ops/inventory';
const CANARY = 'canary-5d02b7';
/** The user's own files, which the test changes; the rest of the project is linked to. */
const OWN = new Set(['environments', 'jobs.yaml', 'queries', 'holidays']);
const LEFT_OUT = new Set(['.git', '.nightshift']);

/**
 * A job whose environment holds an encrypted secret, as a user brings it about: encrypted with the deployed key, deployed,
 * run. Deploys the app once more: to be called last within a suite that has the stack.
 */
export function deploySecret(surroundings: () => Surroundings): void {
  describe('a secret in the environment of a job', () => {
    let project: string;
    let file: string;

    beforeAll(() => {
      const { root } = surroundings().stack.folders;
      project = mkdtempSync(join(tmpdir(), 'nightshift-secret-'));
      for (const name of readdirSync(root)) {
        if (OWN.has(name)) cpSync(join(root, name), join(project, name), { recursive: true });
        else if (!LEFT_OUT.has(name)) symlinkSync(join(root, name), join(project, name));
      }
      file = join(project, 'environments', `${ENVIRONMENT}.yaml`);
    });

    afterAll(() => rmSync(project, { recursive: true, force: true }));

    /** Encrypts with the operator's own credentials, on the command line. */
    function encrypt(value: string): void {
      const { access, emulator } = surroundings().stack;
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL: access.endpoint,
        AWS_REGION: access.region,
        AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
        NODE_EXTRA_CA_CERTS: emulator.caBundle,
      };
      const [program = '', ...words] = nightshiftCommand;
      const argv = [...words, 'env', 'set', ENVIRONMENT, 'login', '--secret', '--string'];
      execFileSync(program, argv, { cwd: project, env, input: value });
    }

    async function deployProject(): Promise<string> {
      const { emulator } = surroundings().stack;
      const folders = makeFolders(project);
      const run = {
        folders,
        emulator,
        env: { PATH: process.env['PATH'] ?? '' },
        signal: new AbortController().signal,
      };
      await synthesize(run);
      await deploy(run);
      return folders.cloudAssembly;
    }

    test('is opened in its function alone, and lies nowhere', async () => {
      const { stack, operations } = surroundings();
      const { deploymentAdmin: admin, deployment } = stack;
      encrypt(JSON.stringify({ duration: '1h', note: CANARY }));
      const text = readFileSync(file, 'utf8').replace('duration: 1h', 'duration: ${parsed.duration}');
      writeFileSync(file, `${text}  parsed: { "fn::fromJSON": "\${login}" }\n`);

      const assembly = await deployProject();
      const slot = '2026-01-09T05:30:00Z';
      const { payload } = await operations.invoke(operations.functionOf(JOB), scheduledEvent(slot));

      expect(text).toContain('ciphertext:');
      expect(payload['outcome']).toMatchObject({ kind: 'succeeded' });
      const { logGroup = '' } = deployment.jobs.find(({ job }) => job === JOB) ?? {};
      const { variables } = await operations.configurationOf(operations.functionOf(JOB));
      const told = [
        JSON.stringify(payload),
        JSON.stringify(variables),
        JSON.stringify(await admin.logLines(logGroup)),
        JSON.stringify(await admin.ledgerItems(deployment.ledger, JOB, 'slot#')),
        JSON.stringify(await admin.ledgerItems(deployment.ledger, JOB, 'run#')),
      ];
      const written = readdirSync(assembly, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
      expect(written.some((content) => content.includes('kms:Decrypt'))).toBe(true);
      for (const content of [...told, ...written]) expect(content).not.toContain(CANARY);
    });
  });
}
