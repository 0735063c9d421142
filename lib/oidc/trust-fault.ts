import { matchesPattern, readOperator } from './trust-condition.ts';
import type { TrustCondition, TrustStatement } from './trust-document.ts';
import type { TrustFinding, TrustRule } from './trust-finding.ts';
import { explainMismatch, quotePair } from './trust-mismatch.ts';
import { type TokenView, webIdentityAction } from './trust-token.ts';

/** Why a statement's actions do not reach a web identity; undefined when they do. Actions ignore case. */
export function explainAction(statement: TrustStatement): TrustFinding | undefined {
  const { kind, patterns } = statement.actions;
  const named = patterns.some((pattern) =>
    matchesPattern(webIdentityAction.toLowerCase(), pattern.toLowerCase()),
  );
  if (named === (kind === 'only')) return undefined;
  const listed = patterns.map((pattern) => `"${pattern}"`).join(', ');
  return {
    severity: 'error',
    rule: 'action',
    path: `${statement.path}.${kind === 'only' ? 'Action' : 'NotAction'}`,
    message: `the policy ${kind === 'only' ? 'allows' : 'leaves out'} ${listed}, a token needs "${webIdentityAction}"`,
    fix: `set Action to "${webIdentityAction}"`,
  };
}

/** Why a statement's principal is not the token's provider; undefined when it is. */
export function explainPrincipal(statement: TrustStatement, token: TokenView): TrustFinding | undefined {
  const { principal } = statement;
  const { providerArn } = token;
  const path = `${statement.path}.Principal`;
  if (principal.kind === 'everyone') return undefined;
  const isNamed = principal.federated.includes(providerArn);
  if (isNamed === (principal.kind === 'named')) return undefined;
  const [wanted] = principal.federated;
  const fix = `set Principal to {"Federated": "${providerArn}"}`;
  if (principal.kind === 'all-but' || wanted === undefined) {
    const message = 'the policy does not name the OIDC provider as a federated principal';
    return { severity: 'error', rule: 'principal', path, message, fix };
  }
  const reason = providerMismatch(wanted, providerArn);
  const message = `the policy wants "${wanted}", the token's provider is "${providerArn}"${reason}`;
  return { severity: 'error', rule: 'provider-arn', path: `${path}.Federated`, message, fix };
}

/** Why a condition fails; it is known that it does. */
export function explainCondition(condition: TrustCondition, token: TokenView): TrustFinding {
  const { path, operator, key } = condition;
  const taken = readOperator(operator);
  if (taken === undefined) {
    const message = `IAM has no operator "${operator}"`;
    return { severity: 'error', rule: 'operator', path, message, fix: 'use StringEquals' };
  }
  const actual = token.context.get(key.toLowerCase())?.[0];
  if (actual === undefined) return explainKey(condition, token);
  const claim = claimOf(key, token);
  const rule: TrustRule = claim === 'aud' ? 'audience' : claim === 'sub' ? 'subject' : 'condition-value';
  const name = claim ?? key;
  if (taken.base === 'null') {
    const message = `${name}: the policy wants the key to be absent, every token has it`;
    return { severity: 'error', rule, path, message, fix: 'remove this condition' };
  }
  if (taken.negated) {
    const message = `${name}: the policy refuses "${actual}", which is what the token says`;
    return { severity: 'error', rule, path, message, fix: 'say with StringEquals what is allowed' };
  }
  const { wanted, hint } = explainMismatch({ wanted: condition.values, actual, operator: taken });
  const message = `${name}: ${quotePair(wanted, actual)}${hint === '' ? '' : ` (${hint})`}`;
  return { severity: 'error', rule, path, message, fix: `use StringEquals with "${actual}"` };
}

/** The claim that a key of the token's own provider stands for. */
export function claimOf(key: string, token: TokenView): 'aud' | 'sub' | undefined {
  const lower = key.toLowerCase();
  if (lower === `${token.issuerHost}:aud`.toLowerCase()) return 'aud';
  return lower === `${token.issuerHost}:sub`.toLowerCase() ? 'sub' : undefined;
}

/** A key that STS never has for this token: another provider's, or a claim that is no condition key. */
function explainKey(condition: TrustCondition, { issuerHost }: TokenView): TrustFinding {
  const { key, path } = condition;
  const split = key.lastIndexOf(':');
  const host = key.slice(0, Math.max(split, 0));
  const claim = key.slice(split + 1);
  const isClaim = ['aud', 'sub'].includes(claim.toLowerCase());
  const base = { severity: 'error', rule: 'condition-key', path } as const;
  if (host.toLowerCase() === issuerHost.toLowerCase() && !isClaim) {
    const message = `"${claim}" is no condition key: of our tokens STS knows only aud and sub`;
    return { ...base, message, fix: 'pin it through sub, with subjectAttributes, or remove the condition' };
  }
  const right = `${issuerHost}:${isClaim ? claim.toLowerCase() : 'sub'}`;
  const message = `the request never has the key "${key}"${keyMismatch(host, issuerHost)}`;
  return { ...base, message, fix: `name the key "${right}"` };
}

function keyMismatch(host: string, issuerHost: string): string {
  if (host === '') return ', which names no provider';
  if (/^https?:\/\//.test(host)) return ': keys are written without https://';
  if (host.replace(/\/+$/, '') === issuerHost) return ': it has a slash too many';
  if (issuerHost.startsWith(`${host}/`))
    return `: the issuer's path "${issuerHost.slice(host.length)}" is missing`;
  return `: the token's issuer is "${issuerHost}"`;
}

function providerMismatch(wanted: string, actual: string): string {
  if (wanted.includes('://')) return ' (an ARN is written without https://)';
  if (wanted.replace(/\/+$/, '') === actual) return ' (a slash too many)';
  if (wanted.toLowerCase() === actual.toLowerCase()) return ' (they differ in upper and lower case)';
  if (wanted.replace(':saml-provider/', ':oidc-provider/') === actual) return ' (that is a SAML provider)';
  const parts = [wanted.split(':'), actual.split(':')];
  const differing = ['arn', 'partition', 'service', 'Region', 'account', 'provider'].filter(
    (_, index) => parts[0]?.[index] !== parts[1]?.[index],
  );
  return differing.length === 1 ? ` (another ${differing[0]})` : '';
}
