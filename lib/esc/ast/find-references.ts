import type { Accessors, Expression, PropertyExpression } from './expression.ts';

/** Names of the environments that `${environments.project.name…}` mentions anywhere, each once. */
export function findReferences(values: readonly PropertyExpression[]): readonly string[] {
  const found = new Set<string>();
  for (const { value } of values) collect(value, found);
  return [...found];
}

function collect(expression: Expression, found: Set<string>): void {
  switch (expression.kind) {
    case 'symbol':
      addReference(expression.accessors, found);
      return;
    case 'interpolation':
      for (const { accessors } of expression.parts)
        if (accessors !== undefined) addReference(accessors, found);
      return;
    case 'array':
      for (const element of expression.elements) collect(element, found);
      return;
    case 'object':
      for (const { value } of expression.entries) collect(value, found);
      return;
    case 'call':
      for (const operand of Object.values(expression.operands)) collect(operand, found);
      return;
    default:
      return;
  }
}

function addReference([root, project, environment]: Accessors, found: Set<string>): void {
  if (root === undefined || !('key' in root) || root.key !== 'environments') return;
  if (project === undefined || environment === undefined) return;
  if ('key' in project && 'key' in environment) found.add(`${project.key}/${environment.key}`);
}
