import { matchesPattern, type Operator } from './trust-condition.ts';

export interface Mismatch {
  /** The value of the policy that comes nearest. */
  readonly wanted: string;
  /** In which way it differs, when there is a name for that. */
  readonly hint: string;
}

interface Comparison {
  readonly wanted: readonly string[];
  readonly actual: string;
  readonly operator: Operator;
}

/** How the nearest of a condition's values differs from what the token says. */
export function explainMismatch({ wanted, actual, operator }: Comparison): Mismatch {
  const explained = wanted.map((value) => ({ wanted: value, hint: hintFor(value, { actual, operator }) }));
  const misspelt = explained.find(({ hint }) => hint !== '' && !hint.startsWith('another '));
  const [nearest] = [...explained].sort((a, b) => likeness(b.wanted, actual) - likeness(a.wanted, actual));
  return misspelt ?? nearest ?? { wanted: '', hint: 'the condition lists no value, so nothing fulfils it' };
}

/** Both values, without the beginning that they share: policy wants "…env:prod/backup", the token says "…". */
export function quotePair(wanted: string, actual: string): string {
  const cut = sharedBeginning(wanted, actual);
  const [short, shortActual] = [wanted, actual].map((text) => (cut === 0 ? text : `…${text.slice(cut)}`));
  return `the policy wants "${short}", the token says "${shortActual}"`;
}

function hintFor(wanted: string, { actual, operator }: { actual: string; operator: Operator }): string {
  if (wanted === '') return 'an empty value';
  if (!operator.base.endsWith('like') && /[*?]/.test(wanted) && matchesPattern(actual, wanted)) {
    return 'StringEquals takes * and ? literally; a wildcard needs StringLike';
  }
  if (wanted.trim() === actual) return 'white space around it';
  if (wanted.toLowerCase() === actual.toLowerCase()) return 'they differ in upper and lower case';
  if (actual === `aws:${wanted}`) return 'the "aws:" prefix is missing';
  if (wanted === `aws:${actual}`) return 'the "aws:" prefix is too much for project "default"';
  if (trimSlashes(wanted) === trimSlashes(actual)) return 'a slash too many or too few';
  if (wanted.replace('/', ':') === actual.replace('/', ':')) return 'a slash parts project and environment';
  return subjectHint(wanted, actual);
}

const plainForm = 'pulumi:environments:org:';
const attributeForm = 'pulumi:environments:pulumi.organization.login:';

function subjectHint(wanted: string, actual: string): string {
  if (wanted.startsWith(attributeForm) && actual.startsWith(plainForm)) {
    return 'the environment lists no subjectAttributes';
  }
  if (wanted.startsWith(plainForm) && actual.startsWith(attributeForm)) {
    return 'the environment lists subjectAttributes, which change the form of sub';
  }
  const [orgWanted, orgActual] = [wanted, actual].map(
    (text) => /^pulumi:environments:org:([^:]*):/.exec(text)?.[1],
  );
  if (orgWanted !== undefined && orgActual !== undefined && orgWanted !== orgActual)
    return 'another organization';
  return orgWanted !== undefined && orgActual !== undefined ? 'another environment' : '';
}

function trimSlashes(text: string): string {
  return text.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, '');
}

/** Where the last name before the first difference begins; short values are shown whole. */
function sharedBeginning(one: string, two: string): number {
  const colons = [...one.slice(0, commonPrefix(one, two)).matchAll(/:/g)].map(({ index }) => index);
  const cut = (colons.at(-2) ?? -1) + 1;
  return cut > 12 ? cut : 0;
}

/** How much of two texts is the same, from both ends. */
function likeness(one: string, two: string): number {
  const [reversed = '', otherReversed = ''] = [one, two].map((text) => [...text].reverse().join(''));
  return commonPrefix(one, two) + commonPrefix(reversed, otherReversed);
}

function commonPrefix(one: string, two: string): number {
  let length = 0;
  while (length < one.length && one[length] === two[length]) length += 1;
  return length;
}
