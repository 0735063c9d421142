import { isCloudName, readCloudName } from '../../model/cloud-name.ts';
import type { Mistake } from './mistake.ts';
import { field, textFieldOf } from './unknown.ts';
import type { EnvironmentUse } from './uses.ts';

/** Mistakes in how jobs use environments of Pulumi Cloud: without settings for it, of another organization, at odds. */
export function checkPulumiCloud(value: unknown, uses: readonly EnvironmentUse[]): readonly Mistake[] {
  const organization = textFieldOf(field(value, 'pulumiCloud'), 'organization');
  const cloudUses = uses.filter(({ environment }) => isCloudName(environment));
  const ofJobs = cloudUses.flatMap((use): readonly Mistake[] => {
    const message = organizationMistake(use, organization) ?? disagreement(use, cloudUses);
    if (message === undefined) return [];
    return [{ path: ['jobs', use.job, 'environment'], at: 'value', message }];
  });
  return [...checkProvider(field(value, 'pulumiCloud')), ...ofJobs];
}

/** A provider of another issuer would never let one of Pulumi's tokens in. */
function checkProvider(settings: unknown): readonly Mistake[] {
  const arn = textFieldOf(settings, 'provider');
  const issuer = `${textFieldOf(settings, 'url') ?? 'https://api.pulumi.com'}/oidc`;
  const host = issuer.replace(/^https:\/\//, '');
  const named = arn?.split(':oidc-provider/')[1];
  if (named === undefined || named === host) return [];
  const message = `this is the provider of "${named}"; tokens of Pulumi Cloud need that of "${host}"`;
  return [{ path: ['pulumiCloud', 'provider'], at: 'value', message }];
}

function organizationMistake(
  { environment }: EnvironmentUse,
  organization: string | undefined,
): string | undefined {
  const named = readCloudName(environment)?.organization;
  if (named === undefined) return undefined;
  if (organization === undefined) {
    return `an environment of Pulumi Cloud needs "pulumiCloud: { organization: ${named} }" in this file`;
  }
  if (named === organization) return undefined;
  return `the environment belongs to "${named}", pulumiCloud says "${organization}"; an app works with one organization`;
}

function disagreement(use: EnvironmentUse, uses: readonly EnvironmentUse[]): string | undefined {
  const version = uses.find((other) => isOtherVersion(other.environment, use.environment));
  if (version !== undefined) {
    return `another job opens "${version.environment}"; an app opens one version of an environment`;
  }
  const isShared = uses.some((other) => other.environment === use.environment && other.role === 'existing');
  if (use.role === 'existing' || !isShared) return undefined;
  return `another job says that the role of "${use.environment}" exists; say role: existing here too`;
}

function isOtherVersion(one: string, two: string): boolean {
  return one !== two && one.split('@')[0] === two.split('@')[0];
}
