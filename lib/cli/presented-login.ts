import { parseDuration } from '../model/duration.ts';
import { audienceFor, isSubjectAttributeName, subjectFor } from '../oidc/claims.ts';
import type { EnvironmentFile, LoginSource } from '../tasks/jobs-file/environment-file.ts';
import { closureOf } from '../tasks/jobs-file/environment-rules.ts';

/** One `fn::open::aws-login` of an environment or of what it imports: the claims it presents, and to which role. */
export interface PresentedLogin {
  /** The document that holds it. */
  readonly document: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** How long a second role, taken on with this one's credentials, is asked for. */
  readonly chainedSeconds?: number;
  readonly claims: { readonly iss: string; readonly aud: string; readonly sub: string };
}

/** A login with where it is written. */
export interface LocatedLogin {
  readonly login: PresentedLogin;
  readonly source: LoginSource;
  readonly file: EnvironmentFile;
}

export interface PresentingEnvironment {
  /** `project/name`. */
  readonly environment: string;
  readonly environments: ReadonlyMap<string, EnvironmentFile>;
  readonly organization: string;
  readonly issuerUrl: string;
  /** Stands for `${context.aws.account}`. */
  readonly account?: string | undefined;
  /** Who opens it; default: our own issuer's `nightshift`. */
  readonly userLogin?: string;
}

/** What `aws-login` asks for when it names no duration, as Pulumi ESC documents it. */
const defaultDurationSeconds = 7200;

/** Every login that opening an environment will present a token for, without opening anything. */
export function loginsOf(presenting: PresentingEnvironment): readonly LocatedLogin[] {
  const { environment, environments } = presenting;
  return closureOf(environment, environments).flatMap((file) =>
    file.logins.map((source) => ({ source, file, login: presentedLogin(source, file, presenting) })),
  );
}

function presentedLogin(
  source: LoginSource,
  file: EnvironmentFile,
  { environment, organization, issuerUrl, account, userLogin = 'nightshift' }: PresentingEnvironment,
): PresentedLogin {
  const { roleArn = '', duration = '', chainedDuration = '', subjectAttributes } = source;
  const chainedSeconds = parseDuration(chainedDuration);
  const sub = subjectFor({
    organization,
    rootEnvironment: environment,
    currentEnvironment: file.name,
    userLogin,
    subjectAttributes: subjectAttributes.filter(isSubjectAttributeName),
  });
  return {
    document: file.name,
    roleArn: account === undefined ? roleArn : roleArn.replaceAll('${context.aws.account}', account),
    durationSeconds: parseDuration(duration) ?? defaultDurationSeconds,
    ...(chainedSeconds === undefined ? {} : { chainedSeconds }),
    claims: { iss: issuerUrl, aud: audienceFor({ organization, rootEnvironment: environment }), sub },
  };
}
