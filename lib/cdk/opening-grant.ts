import type { CloudEnvironment } from '../model/cloud-name.ts';
import type { Statement } from '../model/statement.ts';
import type { Environment } from './environment.ts';
import type { LocalDifferences } from './local-differences.ts';
import type { NodeFunction } from './node-function.ts';

/** Who opens a job's environment: its own issuer's tokens, or Pulumi Cloud. */
export interface OpeningAccess {
  /** Whose issuer mints the tokens; left out where Pulumi Cloud opens the environment. */
  readonly environment: Environment | undefined;
  readonly cloud: CloudEnvironment | undefined;
  /** What opens the environment's secrets. */
  readonly secrets: readonly Statement[];
  readonly differences: LocalDifferences;
}

/**
 * What a function needs to open its environment: a token of the environment's own issuer, or one for Pulumi Cloud alone in
 * which AWS says who this role is; and the key of its secrets.
 */
export function grantOpening(node: NodeFunction, access: OpeningAccess): void {
  const { environment, cloud, secrets, differences } = access;
  for (const { actions, resources, conditions } of secrets.map(differences.statement))
    node.allow(actions, resources, conditions);
  if (environment !== undefined)
    node.allow(['lambda:InvokeFunction'], [environment.issueToken.fn.functionArn]);
  if (cloud === undefined) return;
  // Such tokens have no resource; every request names an audience, so "for all values" leaves no way around.
  node.allow(['sts:GetWebIdentityToken'], ['*'], {
    'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [`urn:pulumi:org:${cloud.organization}`] },
    NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
    StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
  });
}
