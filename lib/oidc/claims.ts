/** The attributes that an environment may name in `subjectAttributes`, in Pulumi ESC's words. */
export const subjectAttributeNames = [
  'rootEnvironment.name',
  'currentEnvironment.name',
  'pulumi.user.login',
  'pulumi.organization.login',
] as const;

export type SubjectAttributeName = (typeof subjectAttributeNames)[number];

/** For whom a token speaks: the environment that is opened, the one being evaluated, and who opened it. */
export interface TokenIdentity {
  readonly organization: string;
  /** `project/name` of the environment that is opened; one part is a name in project `default`. */
  readonly rootEnvironment: string;
  /** The document being evaluated: the root, or one of its imports. */
  readonly currentEnvironment: string;
  readonly userLogin: string;
  /** None: the default subject, which names the root environment. */
  readonly subjectAttributes: readonly SubjectAttributeName[];
}

/** The claims of our tokens, named as Pulumi ESC names them. Times are seconds since 1970, as RFC 7519 wants. */
export interface TokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
  readonly org: string;
  readonly env: string;
  readonly current_env: string;
  readonly root_env: string;
  readonly trigger_user: string;
}

export interface ClaimsRequest {
  readonly identity: TokenIdentity;
  readonly issuerUrl: string;
  readonly issuedAt: Date;
  readonly lifetimeSeconds: number;
  readonly tokenId: string;
}

/** The exact claims of a token for `identity`; nothing in them comes from anywhere else. */
export function claimsFor(request: ClaimsRequest): TokenClaims {
  const { identity, issuerUrl, issuedAt, lifetimeSeconds, tokenId } = request;
  const issuedAtSeconds = Math.floor(issuedAt.getTime() / 1000);
  const root = environmentName(identity.rootEnvironment);
  return {
    iss: issuerUrl,
    aud: audienceFor(identity),
    sub: subjectFor(identity),
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: issuedAtSeconds + lifetimeSeconds,
    jti: tokenId,
    org: identity.organization,
    env: root,
    current_env: environmentName(identity.currentEnvironment),
    root_env: root,
    trigger_user: identity.userLogin,
  };
}

/** `aws:<organization>`; environments in project `default` keep the older bare organization. */
export function audienceFor(identity: Pick<TokenIdentity, 'organization' | 'rootEnvironment'>): string {
  const isDefaultProject = !environmentName(identity.rootEnvironment).includes('/');
  return isDefaultProject ? identity.organization : `aws:${identity.organization}`;
}

/**
 * The subject: it names the root environment, or, with attributes, the organization and then every attribute
 * in the order given. The organization stands there always, so asking for it adds nothing.
 */
export function subjectFor(identity: TokenIdentity): string {
  const { organization, rootEnvironment, subjectAttributes } = identity;
  if (subjectAttributes.length === 0) {
    return `pulumi:environments:org:${organization}:env:${environmentName(rootEnvironment)}`;
  }
  const listed = subjectAttributes.filter((name) => name !== 'pulumi.organization.login');
  const pairs = listed.map((name) => `:${name}:${attributeValue(name, identity)}`);
  return `pulumi:environments:pulumi.organization.login:${organization}${pairs.join('')}`;
}

/** The name as claims carry it: `project/name`, or the bare name in project `default`. */
export function environmentName(environment: string): string {
  return environment.startsWith('default/') ? environment.slice('default/'.length) : environment;
}

/** Whether `name` may stand in `subjectAttributes`. */
export function isSubjectAttributeName(name: unknown): name is SubjectAttributeName {
  return subjectAttributeNames.some((known) => known === name);
}

function attributeValue(name: SubjectAttributeName, identity: TokenIdentity): string {
  switch (name) {
    case 'rootEnvironment.name':
      return environmentName(identity.rootEnvironment);
    case 'currentEnvironment.name':
      return environmentName(identity.currentEnvironment);
    case 'pulumi.user.login':
      return identity.userLogin;
    case 'pulumi.organization.login':
      return identity.organization;
    default:
      return name satisfies never;
  }
}
