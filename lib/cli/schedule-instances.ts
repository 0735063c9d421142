import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readDescribedInstances } from '../aws/ec2-described.ts';
import { UsageError } from '../model/errors.ts';
import type { ObservedInstance } from '../tasks/stop-instances/ports.ts';
import type { Cli } from './cli.ts';
import { readTextFile } from './text-file.ts';

/** Where instances are read. */
export interface InstancesChoice {
  /** A file of what `aws ec2 describe-instances` printed; without one, or with `live`, EC2 is asked. */
  readonly instances?: string;
  /** The environment whose credentials ask EC2; without it, what the AWS tools would use. */
  readonly env?: string;
  readonly region?: string;
}

/** The instances of a file or of EC2: those of these ids, or all. */
export async function readInstances(
  choice: InstancesChoice,
  cli: Cli,
  instanceIds?: readonly string[],
): Promise<readonly ObservedInstance[]> {
  if (choice.instances !== undefined && choice.instances !== 'live')
    return readFileOf(choice.instances, cli, instanceIds);
  const { openSession } = await import('./sync-session.ts');
  const { stopInstancesPorts } = await import('../aws/ec2.ts');
  const hasEndpoint = cli.env['AWS_ENDPOINT_URL'] !== undefined;
  const session = await openSession({ env: choice.env, region: choice.region, hasEndpoint }, cli);
  const found: ObservedInstance[] = [];
  const selection = instanceIds === undefined ? {} : { instanceIds };
  for await (const instance of stopInstancesPorts(session).findInstances(selection)) found.push(instance);
  return found;
}

function readFileOf(
  file: string,
  cli: Cli,
  instanceIds: readonly string[] | undefined,
): readonly ObservedInstance[] {
  const path = resolve(cli.cwd, file);
  if (!existsSync(path)) throw new UsageError(`option --instances: there is no file "${file}"`);
  const instances = readDescribedInstances(parse(readTextFile(path, cli.cwd)));
  if (instances === undefined) {
    throw new UsageError(
      `option --instances: "${file}" is not what "aws ec2 describe-instances --output json" prints`,
    );
  }
  return instances.filter(({ id }) => instanceIds?.includes(id) ?? true);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
