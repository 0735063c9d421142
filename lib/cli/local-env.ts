import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { projectRoot } from './project.ts';

interface AccessFile {
  readonly endpoint: string;
  readonly region: string;
  readonly caBundle: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** `nightshift local env`: export lines with which any AWS tool reaches the stack of `npm start -- --stay`. */
export function define(command: Command, cli: Cli): void {
  command.action(() => {
    const file = join(projectRoot(cli.cwd), '.nightshift', 'local.json');
    const variables = toVariables(readAccessFile(file));
    for (const [name, value] of Object.entries(variables))
      cli.stdout.write(`export ${name}=${quote(value)}\n`);
  });
}

function readAccessFile(file: string): AccessFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError('no local stack is up; start one with: npm start -- --stay');
  }
}

function toVariables({ endpoint, region, caBundle, credentials }: AccessFile): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CA_BUNDLE: caBundle,
    NODE_EXTRA_CA_CERTS: caBundle,
  };
}

/** Single quotes take everything but themselves. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
