import type { TrustFinding } from './trust-finding.ts';

/** A trust policy as IAM reads it. */
export interface TrustDocument {
  readonly statements: readonly TrustStatement[];
  /** Since version 2012-10-17 `${…}` in a value is a variable. */
  readonly hasVariables: boolean;
}

export interface TrustStatement {
  readonly path: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: TrustPrincipal;
  readonly actions: { readonly kind: 'only' | 'all-but'; readonly patterns: readonly string[] };
  readonly conditions: readonly TrustCondition[];
}

export type TrustPrincipal =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'all-but'; readonly federated: readonly string[] }
  | { readonly kind: 'named'; readonly federated: readonly string[]; readonly others: readonly string[] };

export interface TrustCondition {
  readonly path: string;
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export type TrustReading =
  | { readonly kind: 'read'; readonly document: TrustDocument }
  | { readonly kind: 'malformed'; readonly findings: readonly TrustFinding[] };

/** Reads a trust policy; what IAM itself would not take is named, all of it. */
export function readTrustDocument(policy: unknown): TrustReading {
  const findings: TrustFinding[] = [];
  const fields = readObject(policy, { path: 'policy', known: ['Version', 'Id', 'Statement'], findings });
  const list = Array.isArray(fields['Statement']) ? fields['Statement'] : [fields['Statement']];
  const statements = list.map((statement, index) =>
    readStatement(statement, { path: `Statement[${index}]`, findings }),
  );
  if (findings.length > 0) return { kind: 'malformed', findings };
  return { kind: 'read', document: { statements, hasVariables: fields['Version'] === '2012-10-17' } };
}

interface Place {
  readonly path: string;
  readonly findings: TrustFinding[];
}

type Fields = Readonly<Record<string, unknown>>;

const statementKeys = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition'];

function readStatement(statement: unknown, place: Place): TrustStatement {
  const { path, findings } = place;
  const faultsBefore = findings.length;
  const fields = readObject(statement, { path, findings, known: statementKeys });
  if (findings.length > faultsBefore) return { ...emptyStatement, path };
  const effect = fields['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    malformed(place, 'Effect must be "Allow" or "Deny", in this very case');
  }
  if (fields['Principal'] === undefined && fields['NotPrincipal'] === undefined) {
    malformed(place, 'the statement names no Principal');
  }
  if (fields['Action'] === undefined && fields['NotAction'] === undefined) {
    malformed(place, 'the statement names no Action');
  }
  return {
    path,
    effect: effect === 'Deny' ? 'Deny' : 'Allow',
    principal: readPrincipal(fields, place),
    actions:
      fields['Action'] === undefined
        ? { kind: 'all-but', patterns: readTexts(fields['NotAction'] ?? [], place) }
        : { kind: 'only', patterns: readTexts(fields['Action'], place) },
    conditions: readConditions(fields['Condition'] ?? {}, { path: `${path}.Condition`, findings }),
  };
}

const emptyStatement: TrustStatement = {
  path: '',
  effect: 'Deny',
  principal: { kind: 'everyone' },
  actions: { kind: 'only', patterns: [] },
  conditions: [],
};

function readPrincipal(fields: Fields, place: Place): TrustPrincipal {
  const name = fields['Principal'] === undefined ? 'NotPrincipal' : 'Principal';
  const principal = fields[name] ?? {};
  if (principal === '*') return name === 'Principal' ? { kind: 'everyone' } : namedNobody;
  const path = `${place.path}.${name}`;
  const known = ['Federated', 'AWS', 'Service', 'CanonicalUser'];
  const kinds = readObject(principal, { path, findings: place.findings, known });
  const others = ['AWS', 'Service', 'CanonicalUser'].flatMap((kind) => readTexts(kinds[kind] ?? [], place));
  const federated = readTexts(kinds['Federated'] ?? [], place);
  return name === 'Principal' ? { kind: 'named', federated, others } : { kind: 'all-but', federated };
}

const namedNobody: TrustPrincipal = { kind: 'named', federated: [], others: [] };

function readConditions(block: unknown, place: Place): readonly TrustCondition[] {
  return Object.entries(readObject(block, place)).flatMap(([operator, keys]) => {
    const path = `${place.path}.${operator}`;
    const entries = Object.entries(readObject(keys, { path, findings: place.findings }));
    return entries.map(([key, values]) => {
      const here = { path: `${path}[${JSON.stringify(key)}]`, findings: place.findings };
      return { path: here.path, operator, key, values: readTexts(values, here) };
    });
  });
}

function readObject(value: unknown, place: Place & { readonly known?: readonly string[] }): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    malformed(place, `must be an object, is ${JSON.stringify(value) ?? 'missing'}`);
    return {};
  }
  for (const key of Object.keys(value)) {
    if (place.known === undefined || place.known.includes(key)) continue;
    malformed(place, unknownElement(key, place.known));
  }
  return { ...value };
}

function unknownElement(key: string, known: readonly string[]): string {
  if (key === 'Resource' || key === 'NotResource') return `a trust policy takes no "${key}"`;
  const near = known.find((name) => name.toLowerCase() === key.toLowerCase().replace(/s$/, ''));
  return `unknown element "${key}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

function readTexts(value: unknown, place: Place): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => ['string', 'boolean', 'number'].includes(typeof item))) return list.map(String);
  malformed(place, 'must be a text or a list of texts');
  return [];
}

function malformed(place: Place, message: string): void {
  const fix = 'IAM refuses a policy of this form; correct it here';
  place.findings.push({ severity: 'error', rule: 'malformed', path: place.path, message, fix });
}
