import { readOperator } from './trust-condition.ts';
import type { TrustCondition, TrustStatement } from './trust-document.ts';
import { claimOf, explainAction, explainPrincipal } from './trust-fault.ts';
import type { TrustFinding, TrustRule } from './trust-finding.ts';
import type { TokenView } from './trust-token.ts';

/** What an Allow statement for this provider lets in beyond the one token: wide subjects, traps, no audience. */
export function statementWarnings(statement: TrustStatement, token: TokenView): readonly TrustFinding[] {
  if (statement.effect === 'Deny') return [];
  if (explainAction(statement) !== undefined || explainPrincipal(statement, token) !== undefined) return [];
  return [
    ...principalWarnings(statement),
    ...audienceWarnings(statement, token),
    ...subjectWarnings(statement, token),
    ...statement.conditions.flatMap((condition) => trapWarnings(condition, token)),
  ];
}

function principalWarnings({ principal, path }: TrustStatement): readonly TrustFinding[] {
  if (principal.kind === 'named') return [];
  const message = 'tokens of every provider in the account are let in';
  return [warn('principal-everyone', `${path}.Principal`, message, 'name the one provider as Federated')];
}

function audienceWarnings(statement: TrustStatement, token: TokenView): readonly TrustFinding[] {
  const pinned = pinning(statement, 'aud', token).filter(({ values }) => !values.includes('*'));
  if (pinned.length > 0) return [];
  const message = 'no condition on aud: tokens made for somebody else are let in';
  const fix = `add StringEquals "${token.issuerHost}:aud": "${token.claims.aud}"`;
  return [warn('audience-missing', `${statement.path}.Condition`, message, fix)];
}

function subjectWarnings(statement: TrustStatement, token: TokenView): readonly TrustFinding[] {
  const { sub } = token.claims;
  const fix = `use StringEquals "${token.issuerHost}:sub": "${sub}"`;
  const conditions = statement.conditions.filter(({ key }) => claimOf(key, token) === 'sub');
  const pinned = pinning(statement, 'sub', token);
  if (conditions.length === 0) {
    const message = 'no condition on sub: every environment of the provider can take the role on';
    return [warn('subject-missing', `${statement.path}.Condition`, message, fix)];
  }
  const [first] = conditions;
  if (pinned.length === 0 && first !== undefined) {
    const message = 'sub is only refused or tested, never named: all others can take the role on';
    return [warn('subject-negated', first.path, message, fix)];
  }
  return pinned
    .filter((condition) => isLike(condition) && condition.values.some((value) => /[*?]/.test(value)))
    .map((condition) => warn('subject-wide', condition.path, wideMessage(condition), fix));
}

function wideMessage({ values }: TrustCondition): string {
  const wide = values.filter((value) => /[*?]/.test(value));
  const [value = ''] = wide;
  const fixed = value.slice(0, value.search(/[*?]/));
  const who = /^pulumi:environments:org:[^:]+:env:[^/]+\/$/.test(fixed)
    ? 'every environment of the project'
    : /^pulumi:environments:org:[^:]+:/.test(fixed)
      ? 'other environments of the organization'
      : 'environments of other organizations too';
  return `sub "${value}" is wide: ${who} can take the role on`;
}

function trapWarnings(condition: TrustCondition, token: TokenView): readonly TrustFinding[] {
  const operator = readOperator(condition.operator);
  if (operator === undefined || claimOf(condition.key, token) === undefined) return [];
  const { path, values } = condition;
  const findings: TrustFinding[] = [];
  if (operator.set === 'all') {
    const message = 'ForAllValues also holds when the token lacks the claim';
    findings.push(warn('for-all-values', path, message, 'use the operator without ForAllValues'));
  }
  if (operator.ifExists) {
    const message = 'IfExists also holds when the token lacks the claim';
    findings.push(warn('if-exists', path, message, 'use the operator without IfExists'));
  }
  if (isLike(condition) && !operator.negated && !values.some((value) => /[*?]/.test(value))) {
    const message = 'StringLike without a star compares like StringEquals';
    findings.push(warn('like-without-wildcard', path, message, 'use StringEquals, which says so'));
  }
  return findings;
}

/** The conditions that name what a claim must be, rather than what it must not be. */
function pinning(
  statement: TrustStatement,
  claim: 'aud' | 'sub',
  token: TokenView,
): readonly TrustCondition[] {
  return statement.conditions.filter((condition) => {
    const operator = readOperator(condition.operator);
    if (operator === undefined || operator.negated || operator.base === 'null') return false;
    return claimOf(condition.key, token) === claim;
  });
}

function isLike({ operator }: TrustCondition): boolean {
  return readOperator(operator)?.base.endsWith('like') ?? false;
}

function warn(rule: TrustRule, path: string, message: string, fix: string): TrustFinding {
  return { severity: 'warning', rule, path, message, fix };
}
