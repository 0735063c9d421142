import { makeTrustPolicy } from '../../../lib/oidc/make-trust-policy.ts';
import type { TrustRule } from '../../../lib/oidc/trust-finding.ts';
import type { TrustVerdict } from '../../../lib/oidc/trust-policy.ts';
import type { PresentedToken } from '../../../lib/oidc/trust-token.ts';

export const host = 'api.example.com/oidc';
export const sub = 'pulumi:environments:org:acme:env:ops/backup';
const aud = 'aws:acme';
const provider = `arn:aws:iam::123456789012:oidc-provider/${host}`;
const audKey = `${host}:aud`;
const subKey = `${host}:sub`;

export const presented: PresentedToken = {
  claims: { iss: `https://${host}`, aud, sub },
  roleArn: 'arn:aws:iam::123456789012:role/nightshift-ops-backup',
};

export const good = makeTrustPolicy({
  providerArn: provider,
  issuerUrl: `https://${host}`,
  audience: aud,
  subjects: [sub],
});

export interface Mutation {
  readonly name: string;
  readonly policy: unknown;
  readonly token?: Partial<PresentedToken>;
  readonly kind: TrustVerdict['kind'];
  readonly rules: readonly TrustRule[];
  readonly says: string;
}

interface Changes {
  /** In the place of the whole `Condition`. */
  readonly condition?: unknown;
  readonly statement?: object;
  readonly policy?: object;
}

/** The good policy with one thing changed. */
export function changed({ condition, statement, policy }: Changes): unknown {
  const [original] = good.Statement;
  const conditions = condition === undefined ? {} : { Condition: condition };
  return { ...good, Statement: [{ ...original, ...conditions, ...statement }], ...policy };
}

type Row = Changes & {
  readonly rules: readonly TrustRule[];
  readonly says: string;
  readonly kind?: TrustVerdict['kind'];
  readonly token?: Partial<PresentedToken>;
};

const equal = (audience: unknown, subject: unknown) => ({
  StringEquals: { [audKey]: audience, [subKey]: subject },
});
/** The subject pinned well, and this beside it. */
const besideSub = (block: object) => ({ StringEquals: { [subKey]: sub }, ...block });
/** The audience pinned well, and this beside it. */
const besideAud = (block: object) => ({ StringEquals: { [audKey]: aud }, ...block });
const deny = (condition: object) => ({
  Statement: [...good.Statement, { ...good.Statement[0], Effect: 'Deny', Condition: condition }],
});
const inDefault = {
  claims: { ...presented.claims, aud: 'acme', sub: 'pulumi:environments:org:acme:env:backup' },
};
const withAttributes = {
  ...presented.claims,
  sub: 'pulumi:environments:pulumi.organization.login:acme:currentEnvironment.name:ops/backup',
};

/** Every single fault we know of, by name: what is changed, and what must be said of it. */
const rows: Readonly<Record<string, Row>> = {
  // aud
  'aud without its prefix': {
    condition: equal('acme', sub),
    rules: ['audience'],
    says: 'aud: the policy wants "acme", the token says "aws:acme" (the "aws:" prefix is missing)',
  },
  'aud with the prefix in project default': {
    condition: equal('aws:acme', inDefault.claims.sub),
    token: inDefault,
    rules: ['audience'],
    says: 'aud: the policy wants "aws:acme", the token says "acme" (the "aws:" prefix is too much for project "default")',
  },
  'aud in another case': {
    condition: equal('aws:Acme', sub),
    rules: ['audience'],
    says: 'they differ in upper and lower case',
  },
  'aud of another organization': {
    condition: equal('aws:other', sub),
    rules: ['audience'],
    says: 'aud: the policy wants "aws:other", the token says "aws:acme"',
  },
  'aud with white space': {
    condition: equal(' aws:acme', sub),
    rules: ['audience'],
    says: 'white space around it',
  },
  'aud with a slash': {
    condition: equal('aws:acme/', sub),
    rules: ['audience'],
    says: 'a slash too many or too few',
  },
  'aud empty': { condition: equal('', sub), rules: ['audience'], says: 'an empty value' },
  'aud without any value': {
    condition: equal([], sub),
    rules: ['audience'],
    says: 'the condition lists no value',
  },
  'aud with a star under StringEquals': {
    condition: equal('aws:*', sub),
    rules: ['audience'],
    says: 'StringEquals takes * and ? literally; a wildcard needs StringLike',
  },
  'aud of STS, as examples for GitHub have it': {
    condition: equal('sts.amazonaws.com', sub),
    rules: ['audience'],
    says: 'aud: the policy wants "sts.amazonaws.com", the token says "aws:acme"',
  },
  'aud refused': {
    condition: besideSub({ StringNotEquals: { [audKey]: aud } }),
    rules: ['audience', 'audience-missing'],
    says: 'aud: the policy refuses "aws:acme", which is what the token says',
  },
  'aud required to be absent': {
    condition: besideSub({ Null: { [audKey]: 'true' } }),
    rules: ['audience', 'audience-missing'],
    says: 'aud: the policy wants the key to be absent',
  },
  'aud missing': {
    condition: besideSub({}),
    rules: ['audience-missing'],
    says: 'no condition on aud: tokens made for somebody else are let in; add StringEquals "api.example.com/oidc:aud": "aws:acme"',
  },
  'aud of any kind': {
    condition: besideSub({ StringLike: { [audKey]: '*' } }),
    rules: ['audience-missing'],
    says: 'no condition on aud',
  },
  'aud under ForAllValues': {
    condition: besideSub({ 'ForAllValues:StringEquals': { [audKey]: aud } }),
    rules: ['for-all-values'],
    says: 'ForAllValues also holds when the token lacks the claim',
  },
  'aud under ForAllValues, and another one': {
    condition: besideSub({ 'ForAllValues:StringEquals': { [audKey]: ['acme'] } }),
    rules: ['audience', 'for-all-values'],
    says: 'the "aws:" prefix is missing',
  },
  // sub
  'sub of another environment': {
    condition: equal(aud, 'pulumi:environments:org:acme:env:prod/backup'),
    rules: ['subject'],
    says: 'sub: the policy wants "…env:prod/backup", the token says "…env:ops/backup" (another environment)',
  },
  'sub of another organization': {
    condition: equal(aud, 'pulumi:environments:org:other:env:ops/backup'),
    rules: ['subject'],
    says: 'sub: the policy wants "…org:other:env:ops/backup", the token says "…org:acme:env:ops/backup" (another organization)',
  },
  'sub without its project': {
    condition: equal(aud, 'pulumi:environments:org:acme:env:backup'),
    rules: ['subject'],
    says: 'sub: the policy wants "…env:backup", the token says "…env:ops/backup"',
  },
  'sub in another case': {
    condition: equal(aud, 'pulumi:environments:org:acme:env:Ops/backup'),
    rules: ['subject'],
    says: 'they differ in upper and lower case',
  },
  'sub with a last slash': {
    condition: equal(aud, `${sub}/`),
    rules: ['subject'],
    says: 'a slash too many or too few',
  },
  'sub with a colon for the slash': {
    condition: equal(aud, 'pulumi:environments:org:acme:env:ops:backup'),
    rules: ['subject'],
    says: 'a slash parts project and environment',
  },
  'sub with a line break': {
    condition: equal(aud, `${sub}\n`),
    rules: ['subject'],
    says: 'white space around it',
  },
  'sub with a star under StringEquals': {
    condition: equal(aud, 'pulumi:environments:org:acme:env:ops/*'),
    rules: ['subject'],
    says: 'StringEquals takes * and ? literally',
  },
  'sub with attributes, which the environment does not list': {
    condition: equal(aud, withAttributes.sub),
    rules: ['subject'],
    says: 'the environment lists no subjectAttributes',
  },
  'sub without the attributes that the environment lists': {
    token: { claims: withAttributes },
    rules: ['subject'],
    says: 'the environment lists subjectAttributes, which change the form of sub',
  },
  'sub among several, none of them right': {
    condition: equal(aud, [
      'pulumi:environments:org:acme:env:a/b',
      'pulumi:environments:org:acme:env:OPS/backup',
    ]),
    rules: ['subject'],
    says: 'the policy wants "…env:OPS/backup"',
  },
  'sub under StringLike without a star, and another one': {
    condition: besideAud({ StringLike: { [subKey]: 'pulumi:environments:org:acme:env:prod/backup' } }),
    rules: ['subject', 'like-without-wildcard'],
    says: 'StringLike without a star compares like StringEquals',
  },
  'sub under StringLike with the star elsewhere': {
    condition: besideAud({ StringLike: { [subKey]: 'pulumi:environments:org:acme:env:prod/*' } }),
    rules: ['subject', 'subject-wide'],
    says: 'sub: the policy wants "…env:prod/*", the token says "…env:ops/backup"',
  },
  'sub under ForAnyValue, and another one': {
    condition: besideAud({
      'ForAnyValue:StringEquals': { [subKey]: 'pulumi:environments:org:acme:env:x/y' },
    }),
    rules: ['subject'],
    says: 'another environment',
  },
  'sub under StringLike without a star': {
    condition: besideAud({ StringLike: { [subKey]: sub } }),
    rules: ['like-without-wildcard'],
    says: 'StringLike without a star compares like StringEquals; use StringEquals, which says so',
  },
  'sub of a whole project': {
    condition: besideAud({ StringLike: { [subKey]: 'pulumi:environments:org:acme:env:ops/*' } }),
    rules: ['subject-wide'],
    says: 'sub "pulumi:environments:org:acme:env:ops/*" is wide: every environment of the project',
  },
  'sub of a whole organization': {
    condition: besideAud({ StringLike: { [subKey]: 'pulumi:environments:org:acme:*' } }),
    rules: ['subject-wide'],
    says: 'other environments of the organization can take the role on',
  },
  'sub of anybody': {
    condition: besideAud({ StringLike: { [subKey]: '*' } }),
    rules: ['subject-wide'],
    says: 'environments of other organizations too',
  },
  'sub with a question mark': {
    condition: besideAud({ StringLike: { [subKey]: 'pulumi:environments:org:acm?:env:ops/backup' } }),
    rules: ['subject-wide'],
    says: 'environments of other organizations too',
  },
  'sub missing': {
    condition: besideAud({}),
    rules: ['subject-missing'],
    says: 'no condition on sub: every environment of the provider can take the role on',
  },
  'sub only refused': {
    condition: besideAud({ StringNotEquals: { [subKey]: 'someone else' } }),
    rules: ['subject-negated'],
    says: 'sub is only refused or tested, never named',
  },
  'sub only required to be there': {
    condition: besideAud({ Null: { [subKey]: 'false' } }),
    rules: ['subject-negated'],
    says: 'sub is only refused or tested, never named',
  },
  'sub under IfExists': {
    condition: besideAud({ StringEqualsIfExists: { [subKey]: sub } }),
    rules: ['if-exists'],
    says: 'IfExists also holds when the token lacks the claim',
  },
  // the provider
  'the provider of another account': {
    statement: { Principal: { Federated: provider.replace('123456789012', '210987654321') } },
    rules: ['provider-arn'],
    says: '(another account); set Principal to {"Federated": "arn:aws:iam::123456789012:oidc-provider/api.example.com/oidc"}',
  },
  'the provider of another partition': {
    statement: { Principal: { Federated: provider.replace('arn:aws:', 'arn:aws-cn:') } },
    rules: ['provider-arn'],
    says: '(another partition)',
  },
  'the provider with https://': {
    statement: { Principal: { Federated: provider.replace(host, `https://${host}`) } },
    rules: ['provider-arn'],
    says: '(an ARN is written without https://)',
  },
  'the provider with a last slash': {
    statement: { Principal: { Federated: `${provider}/` } },
    rules: ['provider-arn'],
    says: '(a slash too many)',
  },
  'the provider without its path': {
    statement: { Principal: { Federated: provider.replace('/oidc', '') } },
    rules: ['provider-arn'],
    says: '(another provider)',
  },
  'the provider in another case': {
    statement: { Principal: { Federated: provider.replace('api', 'API') } },
    rules: ['provider-arn'],
    says: '(they differ in upper and lower case)',
  },
  'a SAML provider': {
    statement: { Principal: { Federated: provider.replace('oidc-provider', 'saml-provider') } },
    rules: ['provider-arn'],
    says: '(that is a SAML provider)',
  },
  'an account as principal': {
    statement: { Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
    rules: ['principal'],
    says: 'the policy does not name the OIDC provider as a federated principal',
  },
  'a service as principal': {
    statement: { Principal: { Service: 'lambda.amazonaws.com' } },
    rules: ['principal'],
    says: 'does not name the OIDC provider',
  },
  'everyone as principal': {
    statement: { Principal: '*' },
    rules: ['principal-everyone'],
    says: 'tokens of every provider in the account are let in',
  },
  'the provider left out by NotPrincipal': {
    statement: { Principal: undefined, NotPrincipal: { Federated: provider } },
    rules: ['principal'],
    says: 'does not name the OIDC provider',
  },
  // the action
  'the action of a plain role': {
    statement: { Action: 'sts:AssumeRole' },
    rules: ['action'],
    says: 'the policy allows "sts:AssumeRole", a token needs "sts:AssumeRoleWithWebIdentity"',
  },
  'the action of SAML': {
    statement: { Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] },
    rules: ['action'],
    says: 'the policy allows "sts:AssumeRoleWithSAML", "sts:TagSession"',
  },
  'the action left out by NotAction': {
    statement: { Action: undefined, NotAction: 'sts:*' },
    rules: ['action'],
    says: 'the policy leaves out "sts:*"',
  },
  // condition keys
  'keys with https://': {
    condition: { StringEquals: { [`https://${audKey}`]: aud, [subKey]: sub } },
    rules: ['condition-key', 'audience-missing'],
    says: 'keys are written without https://; name the key "api.example.com/oidc:aud"',
  },
  'keys without the path of the issuer': {
    condition: { StringEquals: { [audKey]: aud, 'api.example.com:sub': sub } },
    rules: ['condition-key', 'subject-missing'],
    says: 'the issuer\'s path "/oidc" is missing; name the key "api.example.com/oidc:sub"',
  },
  'keys with a slash too many': {
    condition: { StringEquals: { [audKey]: aud, [`${host}/:sub`]: sub } },
    rules: ['condition-key', 'subject-missing'],
    says: 'it has a slash too many',
  },
  'keys of another issuer': {
    condition: { StringEquals: { [audKey]: aud, 'token.actions.githubusercontent.com:sub': sub } },
    rules: ['condition-key', 'subject-missing'],
    says: 'the token\'s issuer is "api.example.com/oidc"',
  },
  'keys of no issuer': {
    condition: { StringEquals: { aud, [subKey]: sub } },
    rules: ['condition-key', 'audience-missing'],
    says: 'which names no provider; name the key "api.example.com/oidc:aud"',
  },
  'a claim that is no key': {
    condition: { StringEquals: { [audKey]: aud, [subKey]: sub, [`${host}:org`]: 'acme' } },
    rules: ['condition-key'],
    says: '"org" is no condition key: of our tokens STS knows only aud and sub',
  },
  'an operator that IAM does not have': {
    condition: besideSub({ StringMatches: { [audKey]: aud } }),
    rules: ['operator', 'audience-missing'],
    says: 'IAM has no operator "StringMatches"',
  },
  'another session name': {
    condition: { ...equal(aud, sub), StringLike: { 'sts:RoleSessionName': 'ci-*' } },
    token: { sessionName: 'nightshift' },
    rules: ['condition-value'],
    says: 'sts:RoleSessionName: the policy wants "ci-*", the token says "nightshift"',
  },
  'an address that is known only later': {
    condition: { ...equal(aud, sub), IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    kind: 'undecided',
    rules: ['undecided'],
    says: '"aws:SourceIp" is known only when the call is made',
  },
  'a variable that is known only later': {
    condition: equal(aud, 'pulumi:environments:org:${aws:PrincipalTag/org}:env:ops/backup'),
    kind: 'undecided',
    rules: ['undecided'],
    says: 'is known only when the call is made',
  },
  // the whole of it
  'an explicit Deny': {
    policy: deny({ StringLike: { [subKey]: 'pulumi:*' } }),
    rules: ['explicit-deny'],
    says: 'Statement[1]: this statement denies the token, whatever others allow',
  },
  'a Deny of all that is not in a list, and it is not': {
    policy: deny({ StringNotEquals: { [audKey]: 'aws:other' } }),
    rules: ['explicit-deny'],
    says: 'narrow or remove the Deny',
  },
  'a Deny that may hold': {
    policy: deny({ Bool: { 'aws:SecureTransport': 'false' } }),
    kind: 'undecided',
    rules: ['undecided'],
    says: '"aws:SecureTransport" is known only when the call is made',
  },
  'only a Deny': {
    statement: { Effect: 'Deny', Condition: besideAud({ StringEquals: { [subKey]: 'x' } }) },
    rules: ['no-allow'],
    says: 'no statement allows anything',
  },
  'a Resource': {
    statement: { Resource: '*' },
    rules: ['malformed'],
    says: 'Statement[0]: a trust policy takes no "Resource"',
  },
  'Conditions for Condition': {
    statement: { Conditions: {} },
    rules: ['malformed'],
    says: 'unknown element "Conditions"; did you mean "Condition"?',
  },
  'allow in lower case': {
    statement: { Effect: 'allow' },
    rules: ['malformed'],
    says: 'Effect must be "Allow" or "Deny", in this very case',
  },
  'no principal': {
    statement: { Principal: undefined },
    rules: ['malformed'],
    says: 'the statement names no Principal',
  },
  'no statement': { policy: { Statement: undefined }, rules: ['malformed'], says: 'Statement[0]' },
  // the session
  'a session longer than the role gives': {
    token: { durationSeconds: 7200, maxSessionSeconds: 3600 },
    rules: ['duration'],
    says: 'the environment asks for 2h, the role gives at most 1h; set duration: 1h, or raise the maximum',
  },
  'a second role for more than an hour': {
    token: { chainedSeconds: 5400 },
    rules: ['chaining'],
    says: 'the second role is asked for 1h30m, AWS gives a chained role at most 1h',
  },
};

const warnings: readonly TrustRule[] = [
  ...(['audience-missing', 'subject-missing', 'subject-wide', 'subject-negated'] as const),
  ...(['like-without-wildcard', 'for-all-values', 'if-exists', 'principal-everyone'] as const),
];

export const mutations: readonly Mutation[] = Object.entries(rows).map(([name, row]) => {
  const { rules, says, kind, token, ...changes } = row;
  const expected = rules.every((rule) => warnings.includes(rule)) ? 'allowed' : 'denied';
  const tokenPart = token === undefined ? {} : { token };
  return { name, policy: changed(changes), kind: kind ?? expected, rules, says, ...tokenPart };
});
