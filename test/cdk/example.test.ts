import { expect, test } from '@jest/globals';
import { buildApp } from '../../lib/cdk/app.ts';
import { type LocalDifferences, production } from '../../lib/cdk/local-differences.ts';
import { ACCOUNT, emptyApp, NOW, REGION, templatesOf } from './support/app.ts';
import { exampleInput } from './support/example.ts';
import { field, resourcesOf, statements } from './support/render.ts';

const example = await exampleInput();
const { base } = build(production);

test('the roles of the example’s environments may do what its tasks need, and nothing else', () => {
  const roles = Object.values(resourcesOf(base)).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Role' && /^nightshift-ops-/.test(String(Properties['RoleName'])),
  );

  const may = roles.map(({ Properties }) => [
    Properties['RoleName'],
    statements(field([Properties['Policies']].flat()[0], 'PolicyDocument')),
  ]);
  expect(Object.fromEntries(may)).toMatchSnapshot();
});

test('no role of the example may delete anything, and no principal is anybody but in a Deny', () => {
  const all = build(production).all.flatMap((template) => everyStatement(template.toJSON()));

  expect(JSON.stringify(all)).not.toMatch(/:Delete|:Terminate/);
  expect(all.filter((statement) => field(statement, 'Effect') === 'Allow' && isAnybody(statement))).toEqual(
    [],
  );
});

function build(differences: LocalDifferences) {
  const app = emptyApp();
  buildApp(app, { input: example, differences, place: { account: ACCOUNT, region: REGION }, now: NOW });
  return templatesOf(app);
}

/** Every policy statement anywhere in a template. */
function everyStatement(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = field(value, 'Effect') === undefined ? [] : [value];
  return [...own, ...Object.values(value).flatMap(everyStatement)];
}

function isAnybody(statement: unknown): boolean {
  return /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(field(statement, 'Principal') ?? null));
}
