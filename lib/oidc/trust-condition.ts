import type { TrustCondition } from './trust-document.ts';

/** What STS knows of a request, by the condition key in lower case (key names ignore case, values do not). */
export type TrustContext = ReadonlyMap<string, readonly string[]>;

export type ConditionResult = 'met' | 'not-met' | 'undecided';

/** An operator taken apart: `ForAllValues:StringLikeIfExists`. */
export interface Operator {
  readonly base: string;
  readonly set: 'all' | 'any' | 'none';
  readonly ifExists: boolean;
  readonly negated: boolean;
}

interface Comparison {
  readonly negated: boolean;
  readonly matches: (actual: string, wanted: string) => boolean;
}

const equals: Comparison['matches'] = (actual, wanted) => actual === wanted;
const equalsIgnoringCase: Comparison['matches'] = (actual, wanted) =>
  actual.toLowerCase() === wanted.toLowerCase();

const comparisons: Readonly<Record<string, Comparison>> = {
  stringequals: { negated: false, matches: equals },
  stringnotequals: { negated: true, matches: equals },
  stringequalsignorecase: { negated: false, matches: equalsIgnoringCase },
  stringnotequalsignorecase: { negated: true, matches: equalsIgnoringCase },
  stringlike: { negated: false, matches: matchesPattern },
  stringnotlike: { negated: true, matches: matchesPattern },
  arnequals: { negated: false, matches: matchesPattern },
  arnlike: { negated: false, matches: matchesPattern },
  arnnotequals: { negated: true, matches: matchesPattern },
  arnnotlike: { negated: true, matches: matchesPattern },
  bool: { negated: false, matches: equalsIgnoringCase },
};

/** Numbers, dates and addresses say nothing of a token's claims; they are known, but not judged. */
const unjudged =
  /^(numeric|date)(not)?(equals|lessthan|lessthanequals|greaterthan|greaterthanequals)$|^(not)?ipaddress$|^binaryequals$/;

/** Takes an operator apart; undefined when IAM knows none of that name. */
export function readOperator(operator: string): Operator | undefined {
  const [, prefix = '', rest = ''] = /^(forallvalues:|foranyvalue:)?(.*)$/.exec(operator.toLowerCase()) ?? [];
  const base = rest.replace(/ifexists$/, '');
  const comparison = Object.hasOwn(comparisons, base) ? comparisons[base] : undefined;
  if (comparison === undefined && base !== 'null' && !unjudged.test(base)) return undefined;
  return {
    base,
    set: prefix === '' ? 'none' : prefix.startsWith('forall') ? 'all' : 'any',
    ifExists: rest !== base,
    negated: comparison?.negated ?? false,
  };
}

/** Whether a condition holds. Undecided: it depends on something that is not known before the call. */
export function evaluateCondition(
  condition: TrustCondition,
  { context, hasVariables }: { readonly context: TrustContext; readonly hasVariables: boolean },
): ConditionResult {
  const operator = readOperator(condition.operator);
  if (operator === undefined) return 'not-met';
  const key = condition.key.toLowerCase();
  const actual = context.get(key);
  if (actual === undefined && /^(aws|sts):/.test(key)) return 'undecided';
  if (operator.base === 'null') {
    const wantsAbsent = condition.values.some((value) => value.toLowerCase() === 'true');
    return decide((actual === undefined) === wantsAbsent);
  }
  if (actual === undefined) return decide(holdsWithoutKey(operator));
  const comparison = comparisons[operator.base];
  if (comparison === undefined) return 'undecided';
  if (hasVariables && condition.values.some((value) => value.includes('${'))) return 'undecided';
  const holds = (value: string) =>
    condition.values.some((wanted) => comparison.matches(value, wanted)) !== comparison.negated;
  return decide(operator.set === 'any' ? actual.some(holds) : actual.every(holds));
}

/** IAM's rule for a key that the request lacks; the trap of `ForAllValues` and `IfExists` is here. */
function holdsWithoutKey({ ifExists, set, negated }: Operator): boolean {
  return ifExists || set === 'all' || (set === 'none' && negated);
}

/** IAM's wildcards: `*` any text, `?` one character; case counts. No regular expression, so no policy is slow. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let patternAt = 0;
  let star = -1;
  let starText = 0;
  while (at < text.length) {
    if (pattern[patternAt] === '*') {
      star = patternAt;
      starText = at;
      patternAt += 1;
    } else if (pattern[patternAt] === '?' || pattern[patternAt] === text[at]) {
      at += 1;
      patternAt += 1;
    } else if (star >= 0) {
      // The last star takes one character more, and what follows it is tried again.
      patternAt = star + 1;
      starText += 1;
      at = starText;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(patternAt));
}

function decide(holds: boolean): ConditionResult {
  return holds ? 'met' : 'not-met';
}
