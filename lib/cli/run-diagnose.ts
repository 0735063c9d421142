import { diagnoseRefusal, type KnownTrust } from '../oidc/diagnose.ts';
import type { Refusal } from '../run/providers/aws-login.ts';
import type { Cli } from './cli.ts';

/** Says why STS refused: by the role's own trust policy, where the shell's credentials may read it (`iam:GetRole`), else by what it has to say. */
export function diagnoser(region: string, cli: Cli): (refusal: Refusal) => Promise<string | undefined> {
  return async (refusal) => {
    const trust = await readTrust(refusal.roleArn, region, cli).catch(() => undefined);
    return diagnoseRefusal({ ...refusal, ...(trust === undefined ? {} : { trust }) });
  };
}

async function readTrust(roleArn: string, region: string, cli: Cli): Promise<KnownTrust | undefined> {
  // Without credentials in the shell the SDK would search for some for seconds.
  const hasCredentials = cli.env['AWS_ACCESS_KEY_ID'] ?? cli.env['AWS_PROFILE'];
  if (hasCredentials === undefined) return undefined;
  const { openIam, readRoleTrust } = await import('../aws/sts-role-trust.ts');
  const { policy, maxSessionSeconds } = await readRoleTrust(openIam({ region }), roleArn);
  return { policy, maxSessionSeconds, source: 'iam' };
}
