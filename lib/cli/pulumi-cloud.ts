import { UsageError } from '../model/errors.ts';
import { pulumiCloudAddress, readAddress } from '../pulumi-cloud/address.ts';
import type { PulumiCloud } from '../pulumi-cloud/call.ts';
import type { Cli } from './cli.ts';
import { readLogin } from './login-file.ts';

/**
 * Pulumi Cloud as this shell is logged in to it: by PULUMI_ACCESS_TOKEN, else by what `login` keeps for the address. The
 * token is looked for only when it is needed; UsageError where there is none.
 */
export function openPulumiCloud(cli: Cli, wantedAddress?: string): PulumiCloud {
  const url = cloudAddress(cli, wantedAddress);
  return {
    url,
    fetch: cli.fetch,
    accessToken: async () => findToken(url, cli),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

/** The address that is named, PULUMI_BACKEND_URL, the one that was logged in to last, or Pulumi's own. */
export function cloudAddress(cli: Cli, wanted?: string): string {
  return readAddress(
    wanted ?? cli.env['PULUMI_BACKEND_URL'] ?? readLogin(cli)?.current ?? pulumiCloudAddress,
  );
}

/** The shell's token is for the shell's own address: an address in somebody's jobs.yaml must not get it. */
function findToken(url: string, cli: Cli): string {
  const given = cli.env['PULUMI_ACCESS_TOKEN'];
  const own = cloudAddress(cli);
  if (given && url === own) return given;
  const token = readLogin(cli)?.tokens[url];
  if (token !== undefined) return token;
  if (given) {
    throw new UsageError(
      `PULUMI_ACCESS_TOKEN is for ${own}, not for ${url}: set PULUMI_BACKEND_URL as well, or run "nightshift login ${url}"`,
    );
  }
  throw new UsageError(`not logged in to ${url}: run "nightshift login", or set PULUMI_ACCESS_TOKEN`);
}
