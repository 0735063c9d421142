import { evaluateCondition } from './trust-condition.ts';
import {
  readTrustDocument,
  type TrustCondition,
  type TrustDocument,
  type TrustStatement,
} from './trust-document.ts';
import { explainAction, explainCondition, explainPrincipal } from './trust-fault.ts';
import type { TrustFinding } from './trust-finding.ts';
import { durationFindings } from './trust-session.ts';
import { describeToken, type PresentedToken, type TokenView, webIdentityAction } from './trust-token.ts';
import { statementWarnings } from './trust-warning.ts';

export interface TrustVerdict {
  /** `undecided`: the policy depends on something only the call itself shows, such as the caller's address. */
  readonly kind: 'allowed' | 'denied' | 'undecided';
  readonly findings: readonly TrustFinding[];
}

/**
 * Whether a role with this trust policy will be given for this token, and if not, which condition fails and how
 * to mend it. Warnings name what lets in more than this environment.
 */
export function evaluateTrust(policy: unknown, presented: PresentedToken): TrustVerdict {
  const reading = readTrustDocument(policy);
  const session = durationFindings(presented);
  if (reading.kind === 'malformed') return { kind: 'denied', findings: [...reading.findings, ...session] };
  const judged = judge(reading.document, describeToken(presented));
  const warnings = reading.document.statements.flatMap((statement) =>
    statementWarnings(statement, describeToken(presented)),
  );
  const refusedSession = session.some(({ severity }) => severity === 'error');
  const kind = refusedSession ? 'denied' : judged.kind;
  return { kind, findings: [...judged.findings, ...session, ...warnings] };
}

interface Judged {
  readonly statement: TrustStatement;
  readonly result: 'met' | 'not-met' | 'undecided';
  readonly faults: readonly TrustFinding[];
  /** How near the statement is to being about this token at all. */
  readonly nearness: number;
}

function judge(document: TrustDocument, token: TokenView): TrustVerdict {
  const judged = document.statements.map((statement) => judgeStatement(statement, document, token));
  const denies = judged.filter(({ statement }) => statement.effect === 'Deny');
  const allows = judged.filter(({ statement }) => statement.effect === 'Allow');
  const deny = denies.find(({ result }) => result === 'met');
  if (deny !== undefined) return { kind: 'denied', findings: [explicitDeny(deny.statement)] };
  const isAllowed = allows.some(({ result }) => result === 'met');
  const maybeDenied = denies.filter(({ result }) => result === 'undecided');
  if (isAllowed && maybeDenied.length === 0) return { kind: 'allowed', findings: [] };
  if (isAllowed) return { kind: 'undecided', findings: maybeDenied.flatMap(undecidedFindings) };
  const open = allows.filter(({ result }) => result === 'undecided');
  if (open.length > 0) return { kind: 'undecided', findings: open.flatMap(undecidedFindings) };
  const [nearest] = [...allows].sort((a, b) => b.nearness - a.nearness || a.faults.length - b.faults.length);
  return { kind: 'denied', findings: nearest?.faults ?? [nothingAllowed] };
}

function judgeStatement(statement: TrustStatement, document: TrustDocument, token: TokenView): Judged {
  const principal = explainPrincipal(statement, token);
  const action = explainAction(statement);
  const { context } = token;
  const conditions = statement.conditions.map((condition) => ({
    condition,
    result: evaluateCondition(condition, { context, hasVariables: document.hasVariables }),
  }));
  const failing = conditions.filter(({ result }) => result === 'not-met');
  const faults = [
    ...(action === undefined ? [] : [action]),
    ...(principal === undefined ? [] : [principal]),
    ...failing.map(({ condition }) => explainCondition(condition, token)),
  ];
  const isOpen = conditions.some(({ result }) => result === 'undecided');
  const nearness = (action === undefined ? 2 : 0) + (principal === undefined ? 1 : 0);
  const result = faults.length > 0 ? 'not-met' : isOpen ? 'undecided' : 'met';
  return { statement, result, faults, nearness };
}

function undecidedFindings({ statement }: Judged): readonly TrustFinding[] {
  return statement.conditions.filter(isOutsideToken).map((condition) => ({
    severity: 'warning',
    rule: 'undecided',
    path: condition.path,
    message: `"${condition.key}" is known only when the call is made`,
    fix: 'try it, or look at CloudTrail',
  }));
}

function isOutsideToken(condition: TrustCondition): boolean {
  return /^(aws|sts):/i.test(condition.key) || condition.values.some((value) => value.includes('${'));
}

function explicitDeny({ path }: TrustStatement): TrustFinding {
  const message = 'this statement denies the token, whatever others allow';
  const fix = 'narrow or remove the Deny';
  return { severity: 'error', rule: 'explicit-deny', path, message, fix };
}

const nothingAllowed: TrustFinding = {
  severity: 'error',
  rule: 'no-allow',
  path: 'Statement',
  message: 'no statement allows anything',
  fix: `add one that allows ${webIdentityAction}; "nightshift trust print" writes it`,
};
