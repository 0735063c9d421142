import {
  environmentName,
  isSubjectAttributeName,
  type SubjectAttributeName,
  subjectAttributeNames,
  type TokenIdentity,
} from './claims.ts';
import type { IssuerConfiguration } from './issuer-configuration.ts';

export type TokenDecision =
  | { readonly kind: 'mint'; readonly identity: TokenIdentity }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Decides about a request `{ currentEnvironment?, subjectAttributes? }`, names only: whether it gets a token, and for whom. The caller is not believed anything: it chooses among names
 * that the configuration knows, and every other key, name or value is refused by name.
 */
export function decideTokenRequest(request: unknown, configuration: IssuerConfiguration): TokenDecision {
  const fields = request ?? {};
  if (typeof fields !== 'object' || Array.isArray(fields)) return refused('the request must be an object');
  const entries = new Map<string, unknown>(Object.entries(fields));
  for (const key of entries.keys()) {
    if (key === 'currentEnvironment' || key === 'subjectAttributes') continue;
    return refused(
      `unknown key ${quote(key)}; a request may hold "currentEnvironment" and "subjectAttributes"`,
    );
  }
  const current = decideEnvironment(entries.get('currentEnvironment'), configuration);
  if (current.kind === 'refused') return current;
  const attributes = decideAttributes(entries.get('subjectAttributes'));
  if (attributes.kind === 'refused') return attributes;
  const { organization, rootEnvironment, userLogin } = configuration;
  return {
    kind: 'mint',
    identity: {
      organization,
      rootEnvironment,
      currentEnvironment: current.value,
      userLogin,
      subjectAttributes: attributes.value,
    },
  };
}

type Choice<T> = { readonly kind: 'chosen'; readonly value: T } | { kind: 'refused'; reason: string };

function decideEnvironment(asked: unknown, configuration: IssuerConfiguration): Choice<string> {
  const { rootEnvironment, imports } = configuration;
  if (asked === undefined) return { kind: 'chosen', value: rootEnvironment };
  if (typeof asked !== 'string') return refused('"currentEnvironment" must be a string');
  const known = [rootEnvironment, ...imports].find(
    (name) => environmentName(name) === environmentName(asked),
  );
  if (known !== undefined) return { kind: 'chosen', value: known };
  return refused(
    `environment ${quote(asked)} is neither "${rootEnvironment}", for which this issuer speaks, nor one of its imports`,
  );
}

function decideAttributes(asked: unknown): Choice<readonly SubjectAttributeName[]> {
  if (asked === undefined) return { kind: 'chosen', value: [] };
  if (!Array.isArray(asked)) return refused('"subjectAttributes" must be a list of names');
  const chosen: SubjectAttributeName[] = [];
  for (const name of asked) {
    if (!isSubjectAttributeName(name)) return refused(attributeFault(name));
    if (chosen.includes(name)) return refused(`subject attribute "${name}" is listed twice`);
    chosen.push(name);
  }
  return { kind: 'chosen', value: chosen };
}

function attributeFault(name: unknown): string {
  if (typeof name !== 'string') return '"subjectAttributes" must be a list of names';
  const valued = subjectAttributeNames.find(
    (known) => name.startsWith(`${known}:`) || name.startsWith(`${known}=`),
  );
  if (valued !== undefined) {
    return `subject attribute "${valued}" is asked for by name, without a value: the issuer's own configuration has it`;
  }
  return `unknown subject attribute ${quote(name)}; known are ${subjectAttributeNames.join(', ')}`;
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
