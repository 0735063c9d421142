import type { Diagnostic } from '../model/diagnostic.ts';
import { parseDuration } from '../model/duration.ts';
import type { JobsFile } from '../model/job.ts';
import { isSubjectAttributeName, subjectAttributeNames } from '../oidc/claims.ts';
import { makeTrustPolicy } from '../oidc/make-trust-policy.ts';
import type { TrustFinding } from '../oidc/trust-finding.ts';
import { evaluateTrust } from '../oidc/trust-policy.ts';
import { issuerHostOf, providerArnFor } from '../oidc/trust-token.ts';
import type { LoginSource } from '../tasks/jobs-file/environment-file.ts';
import { type LocatedLogin, loginsOf } from './presented-login.ts';
import type { ProjectEnvironments } from './project-evaluator.ts';

export interface TrustQuestion {
  readonly jobsFile: JobsFile;
  readonly environments: ProjectEnvironments;
  readonly account?: string | undefined;
}

const quarterHour = 900;
const twelveHours = 43_200;

/**
 * What STS would refuse of the logins of a project's jobs, as far as the files tell: durations, chained roles, attributes
 * that no token has, and, of the roles that the app makes, what their trust policy would not let in.
 */
export function checkTrust(question: TrustQuestion): readonly Diagnostic[] {
  const { jobsFile, environments, account } = question;
  const { organization, issuer } = jobsFile;
  // An issuer without a domain has its address only once it is deployed; both sides of a comparison then say the same.
  const issuerUrl = `https://${issuer.domain ?? 'issuer'}`;
  const names = [...new Set(jobsFile.jobs.map(({ environment }) => environment))];
  return names.flatMap((environment) => {
    const located = loginsOf({ environment, environments, organization, issuerUrl, account });
    const isMade = jobsFile.jobs.some((job) => job.environment === environment && job.role === 'managed');
    return located.flatMap((one) => [
      ...inputMistakes(one),
      ...(isMade ? judgeMade(one, located) : judgeUnknown(one)).map((finding) => locateFinding(finding, one)),
    ]);
  });
}

function inputMistakes({ source, file }: LocatedLogin): readonly Diagnostic[] {
  const { duration, subjectAttributes, path } = source;
  const seconds = duration === undefined || duration.includes('${') ? undefined : parseDuration(duration);
  const isWrong = seconds !== undefined && (seconds < quarterHour || seconds > twelveHours);
  const message = `"${duration}" is not between 15m and 12h, which AWS allows for a role`;
  const unknown = subjectAttributes.filter((name) => !name.includes('${') && !isSubjectAttributeName(name));
  return [
    ...(isWrong ? [file.locate({ path: [...path, 'duration'], at: 'value', message })] : []),
    ...unknown.map((name) =>
      file.locate({
        path: [...path, 'subjectAttributes'],
        at: 'value',
        message: `"${name}" is no attribute of a token; known are ${subjectAttributeNames.join(', ')}`,
      }),
    ),
  ];
}

/** By the very trust policy that the app gives the role. */
function judgeMade(one: LocatedLogin, all: readonly LocatedLogin[]): readonly TrustFinding[] {
  const { login } = one;
  const sharing = all.filter((other) => other.login.roleArn === login.roleArn).map((other) => other.login);
  const { iss, aud } = login.claims;
  const policy = makeTrustPolicy({
    providerArn: providerArnFor(login.roleArn, issuerHostOf(iss)),
    issuerUrl: iss,
    audience: aud,
    subjects: [...new Set(sharing.map(({ claims }) => claims.sub))],
  });
  const longest = Math.max(3600, ...sharing.map(({ durationSeconds }) => durationSeconds));
  const verdict = evaluateTrust(policy, { ...login, maxSessionSeconds: Math.min(longest, twelveHours) });
  return verdict.findings.filter(({ rule }) => rule !== 'duration');
}

/** Of somebody else's role only what AWS allows nobody is known. */
function judgeUnknown({ login }: LocatedLogin): readonly TrustFinding[] {
  return evaluateTrust(undefined, login).findings.filter(({ rule }) => rule === 'chaining');
}

/** A finding at the place of the environment that it is about. */
export function locateFinding(
  { severity, path, message, fix }: TrustFinding,
  { source, file }: LocatedLogin,
): Diagnostic {
  const at = { path: pathOf(path, source), at: 'value' as const, message: `${message}; ${fix}`, severity };
  return file.locate(at);
}

function pathOf(path: string, source: LoginSource): LoginSource['path'] {
  if (path === 'assumeRole.duration') return [...source.path.slice(0, -1), 'assumeRole', 'duration'];
  return [...source.path, 'roleArn'];
}
