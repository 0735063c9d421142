import type { Value } from '../esc/index.ts';
import { openCloudEnvironment } from '../pulumi-cloud/open.ts';
import type { CloudBundle } from '../run/open-cloud-session.ts';
import type { Cli } from './cli.ts';
import { openPulumiCloud } from './pulumi-cloud.ts';

/** As long as a function's run would take at most. */
const lifetimeSeconds = 900;

/** Opens a job's environment in Pulumi Cloud as the person who is logged in there. */
export async function openAsPerson(environment: CloudBundle, cli: Cli): Promise<Value | undefined> {
  const cloud = openPulumiCloud(cli, cli.env['PULUMI_BACKEND_URL'] ?? environment.url);
  const { value } = await openCloudEnvironment(cloud, environment, lifetimeSeconds);
  return value;
}
