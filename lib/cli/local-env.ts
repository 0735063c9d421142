import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';
import { type LocalAccess, readLocalAccess } from './local-access.ts';
import { projectRoot } from './project.ts';

/** `nightshift local env`: export lines with which any AWS tool reaches the stack of `npm start -- --stay`. */
export function define(command: Command, cli: Cli): void {
  command.action(() => {
    const access = readLocalAccess(projectRoot(cli.cwd));
    if (access === undefined)
      throw new UsageError('no local stack is up; start one with: npm start -- --stay');
    const variables = toVariables(access);
    for (const [name, value] of Object.entries(variables))
      cli.stdout.write(`export ${name}=${quote(value)}\n`);
  });
}

function toVariables({ endpoint, region, caBundle, credentials }: LocalAccess): Record<string, string> {
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
