import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { subjectAttributeNames, subjectFor } from '../../lib/oidc/claims.ts';
import { readIssuerConfiguration } from '../../lib/oidc/issuer-configuration.ts';
import { decideTokenRequest } from '../../lib/oidc/token-request.ts';

const file = {
  organization: 'acme',
  environments: { 'ops/backup': { imports: ['ops/base'] }, 'ops/shutdown': { imports: [] } },
};
const configuration = readIssuerConfiguration(file, 'ops/backup');

describe('a token request', () => {
  test.each([undefined, null, {}])('that asks for nothing gets the default subject: %p', (request) => {
    const decision = decideTokenRequest(request, configuration);

    expect(decision).toEqual({
      kind: 'mint',
      identity: {
        organization: 'acme',
        rootEnvironment: 'ops/backup',
        currentEnvironment: 'ops/backup',
        userLogin: 'nightshift',
        subjectAttributes: [],
      },
    });
  });

  test('may name an import as the current environment', () => {
    const decision = decideTokenRequest(
      { currentEnvironment: 'ops/base', subjectAttributes: ['currentEnvironment.name', 'pulumi.user.login'] },
      configuration,
    );

    if (decision.kind === 'refused') throw new Error(decision.reason);
    expect(subjectFor(decision.identity)).toBe(
      'pulumi:environments:pulumi.organization.login:acme' +
        ':currentEnvironment.name:ops/base:pulumi.user.login:nightshift',
    );
  });

  test.each([
    [
      { currentEnvironment: 'ops/shutdown' },
      'environment "ops/shutdown" is neither "ops/backup", for which this issuer speaks, nor one of its imports',
    ],
    [{ currentEnvironment: 3 }, '"currentEnvironment" must be a string'],
    [
      { subjectAttributes: ['pulumi.user.login:alice'] },
      'subject attribute "pulumi.user.login" is asked for by name, without a value: the issuer\'s own configuration has it',
    ],
    [{ subjectAttributes: { 'pulumi.user.login': 'alice' } }, '"subjectAttributes" must be a list of names'],
    [
      { subjectAttributes: [{ 'pulumi.user.login': 'alice' }] },
      '"subjectAttributes" must be a list of names',
    ],
    [
      { subjectAttributes: ['user'] },
      'unknown subject attribute "user"; known are rootEnvironment.name, currentEnvironment.name, pulumi.user.login, pulumi.organization.login',
    ],
    [
      { subjectAttributes: ['pulumi.user.login', 'pulumi.user.login'] },
      'subject attribute "pulumi.user.login" is listed twice',
    ],
    [
      { 'pulumi.user.login': 'alice' },
      'unknown key "pulumi.user.login"; a request may hold "currentEnvironment" and "subjectAttributes"',
    ],
    [
      { rootEnvironment: 'ops/shutdown' },
      'unknown key "rootEnvironment"; a request may hold "currentEnvironment" and "subjectAttributes"',
    ],
    [
      JSON.parse('{"__proto__": {"currentEnvironment": "ops/shutdown"}}'),
      'unknown key "__proto__"; a request may hold "currentEnvironment" and "subjectAttributes"',
    ],
    [['ops/backup'], 'the request must be an object'],
    ['ops/backup', 'the request must be an object'],
  ])('is refused by name: %j', (request, reason) => {
    expect(decideTokenRequest(request, configuration)).toEqual({ kind: 'refused', reason });
  });

  test('never yields a value that the configuration does not hold', () => {
    const key = fc.oneof(
      fc.constantFrom('currentEnvironment', 'subjectAttributes', 'sub', 'aud'),
      fc.string(),
    );
    const value = fc.oneof(
      fc.constantFrom('ops/backup', 'ops/base', 'ops/shutdown'),
      fc.array(fc.oneof(fc.constantFrom(...subjectAttributeNames), fc.string())),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 3 }), (request) => {
        const decision = decideTokenRequest(request, configuration);
        if (decision.kind === 'refused') return;
        const { identity } = decision;
        expect(identity.rootEnvironment).toBe('ops/backup');
        expect(['ops/backup', 'ops/base']).toContain(identity.currentEnvironment);
        expect([identity.organization, identity.userLogin]).toEqual(['acme', 'nightshift']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('issuer.json', () => {
  test('that does not list the environment says so', () => {
    expect(() => readIssuerConfiguration(file, 'ops/none')).toThrow(
      'issuer.json does not list environment "ops/none"; deploy again',
    );
    expect(() => readIssuerConfiguration(file, 'constructor')).toThrow('does not list environment');
  });

  test.each([[{}], [null], [{ organization: 'acme', environments: { 'ops/backup': {} } }]])(
    'of another shape is refused: %j',
    (other) => {
      expect(() => readIssuerConfiguration(other, 'ops/backup')).toThrow('issuer.json');
    },
  );
});
