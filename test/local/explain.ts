import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LocalStack } from '../../lib/local/stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = fileURLToPath(new URL('../../dist/nightshift.mjs', import.meta.url));

/** `nightshift schedule explain` of an instance, asked by the stack's admin as an operator would. */
export async function explainInstance(
  { emulator: { endpoint, region, caBundle, admin } }: LocalStack,
  { id, at }: { readonly id: string; readonly at: string },
): Promise<string> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
    NODE_EXTRA_CA_CERTS: caBundle,
  };
  const argv = [program, 'schedule', 'explain', id, '--at', at];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root, env });
  return stdout;
}
