import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeTrustPolicy } from '../../lib/oidc/make-trust-policy.ts';
import { formatFinding } from '../../lib/oidc/trust-finding.ts';
import { evaluateTrust } from '../../lib/oidc/trust-policy.ts';
import { changed, good, host, mutations, presented, sub } from './support/trust-corpus.ts';

describe('a policy of makeTrustPolicy', () => {
  test('lets its own token in, without a warning', () => {
    expect(evaluateTrust(good, presented)).toEqual({ kind: 'allowed', findings: [] });
  });

  test('lets in every environment that shares the role, and no other', () => {
    const subjects = [sub, 'pulumi:environments:org:acme:env:ops/shutdown'];
    const policy = makeTrustPolicy({
      providerArn: `arn:aws:iam::123456789012:oidc-provider/${host}`,
      issuerUrl: `https://${host}`,
      audience: 'aws:acme',
      subjects,
    });

    for (const subject of subjects) {
      const verdict = evaluateTrust(policy, { ...presented, claims: { ...presented.claims, sub: subject } });
      expect(verdict).toEqual({ kind: 'allowed', findings: [] });
    }
    const other = { ...presented.claims, sub: 'pulumi:environments:org:acme:env:ops/other' };
    expect(evaluateTrust(policy, { ...presented, claims: other }).kind).toBe('denied');
  });

  test('refuses every token that differs in iss, aud or sub', () => {
    const claim = fc.oneof(fc.constantFrom('aws:acme', 'acme', sub, `${sub} `, `${sub}*`, '*'), fc.string());
    fc.assert(
      fc.property(fc.constantFrom('iss', 'aud', 'sub'), claim, (name, value) => {
        fc.pre(presented.claims[name] !== value && value !== host && value !== `${host}/`);
        const verdict = evaluateTrust(good, { ...presented, claims: { ...presented.claims, [name]: value } });
        expect(verdict.kind).toBe('denied');
        expect(verdict.findings.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a policy with a single fault', () => {
  test.each(mutations)('$name', ({ policy, token, kind, rules, says }) => {
    const verdict = evaluateTrust(policy, { ...presented, ...token });

    expect({ kind: verdict.kind, rules: verdict.findings.map(({ rule }) => rule) }).toEqual({ kind, rules });
    expect(verdict.findings.map(formatFinding).join('\n')).toContain(says);
  });

  test('is never called allowed when its fault is an error, nor without a word', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(50);
    for (const { policy, token } of mutations) {
      const { kind, findings } = evaluateTrust(policy, { ...presented, ...token });
      expect(findings.length).toBeGreaterThan(0);
      expect(kind === 'allowed').toBe(
        findings.every(({ severity }) => severity === 'warning') && kind !== 'undecided',
      );
    }
  });

  test('is mended by what the fix says', () => {
    const wrong = changed({ condition: { StringEquals: { [`${host}:aud`]: 'acme', [`${host}:sub`]: sub } } });
    const [finding] = evaluateTrust(wrong, presented).findings;

    expect(finding?.fix).toBe('use StringEquals with "aws:acme"');
  });
});

describe('any policy at all', () => {
  test('gets a verdict, never a crash', () => {
    const text = fc.oneof(fc.constantFrom('aws:acme', sub, '*', `${host}:sub`, 'sts:*'), fc.string());
    const operator = fc.constantFrom(
      'StringEquals',
      'StringLike',
      'ForAllValues:StringLike',
      'Null',
      'Bool',
      'No',
    );
    const condition = fc.dictionary(
      operator,
      fc.dictionary(
        fc.constantFrom(`${host}:aud`, `${host}:sub`, 'aws:SourceIp'),
        fc.oneof(text, fc.array(text)),
      ),
    );
    const statement = fc.record(
      {
        Effect: fc.oneof(fc.constantFrom('Allow', 'Deny'), fc.string()),
        Principal: fc.oneof(fc.constant('*'), fc.dictionary(fc.constantFrom('Federated', 'AWS'), text)),
        Action: fc.oneof(text, fc.array(text)),
        Condition: condition,
      },
      { requiredKeys: [] },
    );
    const policy = fc.oneof(fc.jsonValue(), fc.record({ Statement: fc.array(statement) }));
    fc.assert(
      fc.property(policy, (any) => {
        expect(['allowed', 'denied', 'undecided']).toContain(evaluateTrust(any, presented).kind);
      }),
      { numRuns: 1000 },
    );
  });

  test('a Deny never lets more in', () => {
    const values = fc.array(fc.constantFrom('aws:acme', 'acme', sub, '*', 'pulumi:*'), {
      minLength: 1,
      maxLength: 2,
    });
    const condition = fc.dictionary(
      fc.constantFrom(
        'StringEquals',
        'StringLike',
        'StringNotEquals',
        'ForAnyValue:StringLike',
        'StringEqualsIfExists',
      ),
      fc.dictionary(fc.constantFrom(`${host}:aud`, `${host}:sub`, `${host}:amr`), values, { minKeys: 1 }),
    );
    fc.assert(
      fc.property(condition, condition, (allow, deny) => {
        const [statement] = good.Statement;
        const alone = { Statement: [{ ...statement, Condition: allow }] };
        const both = { Statement: [...alone.Statement, { ...statement, Effect: 'Deny', Condition: deny }] };
        if (evaluateTrust(alone, presented).kind === 'denied') {
          expect(evaluateTrust(both, presented).kind).toBe('denied');
        }
      }),
    );
  });
});
