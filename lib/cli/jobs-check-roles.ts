import { isCloudName } from '../model/cloud-name.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { UsageError } from '../model/errors.ts';
import { evaluateTrust } from '../oidc/trust-policy.ts';
import { type LocatedLogin, loginsOf } from './presented-login.ts';
import type { CheckedProject } from './project.ts';
import { locateFinding } from './project-trust.ts';

export interface RoleQuestion {
  /** The issuer's address; default: `issuer.domain` of jobs.yaml. */
  readonly issuer?: string;
  /** Stands for `${context.aws.account}`. */
  readonly account?: string;
}

/**
 * What the roles of a project's jobs would refuse, by the trust policies that IAM has for them now: those that the app made
 * and somebody else's alike. Needs `iam:GetRole` and the shell's credentials; throws ServiceError where a role cannot be read.
 */
export async function checkRoles(
  project: CheckedProject,
  question: RoleQuestion,
): Promise<readonly Diagnostic[]> {
  const { readRoleTrust, openIam } = await import('../aws/sts-role-trust.ts');
  const iam = openIam();
  const found: Diagnostic[] = [];
  for (const located of logins(project, question)) {
    const { login } = located;
    const { policy, maxSessionSeconds } = await readRoleTrust(iam, login.roleArn);
    const { findings } = evaluateTrust(policy, { ...login, maxSessionSeconds });
    found.push(...findings.map((finding) => locateFinding(finding, located)));
  }
  return found;
}

function logins({ jobsFile, environments }: CheckedProject, question: RoleQuestion): readonly LocatedLogin[] {
  const { organization, issuer, jobs } = jobsFile;
  const issuerUrl = question.issuer ?? (issuer.domain === undefined ? undefined : `https://${issuer.domain}`);
  if (issuerUrl === undefined) {
    throw new UsageError("--roles: name the issuer with --issuer URL (the stack's output IssuerUrl)");
  }
  const names = new Set(jobs.map(({ environment }) => environment).filter((name) => !isCloudName(name)));
  const presenting = { environments, organization, issuerUrl, account: question.account };
  const all = [...names].flatMap((environment) => loginsOf({ ...presenting, environment }));
  const open = all.find(({ login }) => login.roleArn.includes('${'));
  if (open === undefined) return all;
  throw new UsageError(`role "${open.login.roleArn}" depends on the account; name it with --account ID`);
}
